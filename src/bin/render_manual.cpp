// SPDX-License-Identifier: GPL-3.0-or-later
//
// render_manual TEMPLATE PAGE: makes a manual page of its template at build time. A line that is
// only @NAME@ is replaced by a table derived from the settings, so that the manual names what the
// programs take; @VERSION@, @SYSCONFDIR@ and @LIBDIR@ are replaced wherever they stand.
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/io.h"
#include "base/text.h"
#include "job/outcome.h"
#include "monitor/survey_options.h"
#include "options/agent_options.h"
#include "options/client_options.h"
#include "options/monitor_options.h"
#include "options/server_options.h"

namespace distcc {
namespace {

constexpr std::size_t largest_template = 1 << 20;

/// The command-line options among the rows, or else the variables.
std::string table_of(std::vector<SettingText> rows, bool options) {
  std::erase_if(rows, [options](const SettingText& row) { return row.is_option() != options; });
  return manual_table(rows);
}

std::string outcome_table(Place place) {
  std::string table;
  for (const OutcomeRow& row : outcome_rows()) {
    if (row.place != place) continue;
    table += cat(".TP\n.B ", troff_escaped(row.key), "\n", troff_escaped(row.text), ".\n");
    if (!row.advice.empty()) table += cat("Advice: ", troff_escaped(row.advice), ".\n");
  }
  return table;
}

/// The table that a line asks for.
std::optional<std::string> table_for(std::string_view line) {
  if (line == "@CLIENT_VARIABLES@") return manual_table(texts_of(client_settings()));
  if (line == "@SERVER_OPTIONS@") return table_of(texts_of(server_settings()), true);
  if (line == "@SERVER_VARIABLES@") return table_of(texts_of(server_settings()), false);
  if (line == "@AGENT_OPTIONS@") return table_of(texts_of(agent_settings()), true);
  if (line == "@AGENT_VARIABLES@") return table_of(texts_of(agent_settings()), false);
  if (line == "@TEXT_MONITOR_OPTIONS@") return table_of(texts_of(text_monitor_settings()), true);
  if (line == "@WINDOW_MONITOR_OPTIONS@")
    return table_of(texts_of(window_monitor_settings()), true);
  if (line == "@LSDISTCC_OPTIONS@") return survey_manual();
  if (line == "@OUTCOMES_ON_A_HOST@") return outcome_table(Place::on_a_host);
  if (line == "@OUTCOMES_LOCAL_BY_RULE@") return outcome_table(Place::local_by_rule);
  if (line == "@OUTCOMES_LOCAL_BY_FALLBACK@") return outcome_table(Place::local_by_fallback);
  if (line == "@OUTCOMES_NOWHERE@") return outcome_table(Place::nowhere);
  return std::nullopt;
}

void replace_all(std::string& text, std::string_view name, std::string_view value) {
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at + value.size())) {
    text.replace(at, name.size(), value);
  }
}

Result<void> render(const std::string& source, const std::string& target) {
  const std::string text = TRY_VALUE(read_file(source, largest_template));
  std::string page;
  for (const std::string_view line : split_fields(text, '\n')) {
    const auto table = table_for(line);
    page += table ? *table : cat(line, "\n");
  }
  page.pop_back();  // what follows the last newline is no line
  replace_all(page, "@VERSION@", DISTCC_VERSION);
  replace_all(page, "@SYSCONFDIR@", DISTCC_SYSCONFDIR);
  replace_all(page, "@LIBDIR@", DISTCC_LIBDIR);
  const auto unknown = page.find("\n@");
  if (unknown != page.npos) {
    return fail(Fault::this_machine, ExitCode::failed,
                cat("no table is called ", page.substr(unknown + 1, page.find('\n', unknown + 1))));
  }
  return replace_file(target, page);
}

}  // namespace
}  // namespace distcc

int main(int argc, char** argv) {
  using namespace distcc;
  if (argc != 3) {
    (void)write_all(STDERR_FILENO, "Usage: render_manual TEMPLATE PAGE\n");
    return to_int(ExitCode::bad_arguments);
  }
  const auto rendered = render(argv[1], argv[2]);
  if (rendered) return 0;
  (void)write_all(STDERR_FILENO, cat(argv[1], ": ", rendered.error().text, "\n"));
  return to_int(rendered.error().code);
}
