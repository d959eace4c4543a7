// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/monitor_options.h"

#include <cmath>
#include <cstdlib>
#include <optional>

#include "options/command_line.h"

namespace distcc {
namespace {

using Text = TextMonitorOptions;
using Window = WindowMonitorOptions;

constexpr SettingText directory_row = {
    "--dir",
    0,
    "DIRECTORY",
    "DISTCC_DIR",
    "show the jobs of another user",
    "Shows the jobs whose clients have this DISTCC_DIR, usually ~USER/.distcc, as far as its files "
    "may be read. The host list is then the file hosts in it, or that of the system: DISTCC_HOSTS "
    "is not looked at."};

constexpr Setting<Text> text_rows[] = {
    setting<&Text::live>({"--live", 0, "", "", "show a view that fills the terminal",
                          "Shows the view that fills the terminal, once a second when no DELAY "
                          "says otherwise. On a terminal it is what a DELAY gives anyway."}),
    setting<&Text::plain>({"--plain", 0, "", "", "show lines, also on a terminal",
                           "Shows lines again and again, on a terminal as into a file, instead of "
                           "the view that fills the terminal."}),
    setting<&Text::json>({"--json", 0, "", "", "show one JSON document for each look",
                          "Shows one JSON document a look, on a line of its own: the hosts with "
                          "their slots and running jobs, the jobs that wait for a slot, and what "
                          "the present build came to so far."}),
    setting<&Text::directory>(directory_row),
};

constexpr Setting<Window> window_rows[] = {
    setting<&Window::help>({"--help", 0, "", "", "show this help", "Shows a short help."}),
    setting<&Window::version>({"--version", 0, "", "", "show the version", "Shows the version."}),
    setting<&Window::dark>({"--dark", 0, "", "", "begin with dark colours",
                            "Begins with dark colours. Without it, the desktop's setting counts. "
                            "Ctrl+D changes it while the window is shown."}),
    setting<&Window::directory>(directory_row),
};

/// The longest time between two looks; longer ones are slips of the pen.
constexpr double longest_delay = 86400.0 * 365;

std::optional<double> parse_delay(const std::string& word) {
  char* end = nullptr;
  const double delay = std::strtod(word.c_str(), &end);
  const bool whole = end != word.c_str() && *end == '\0';
  if (!whole || !std::isfinite(delay) || delay < 0 || delay > longest_delay) return std::nullopt;
  return delay;
}

/// The words that are neither options nor values of one.
template <class Options>
std::vector<std::string> operands_among(std::span<const Setting<Options>> rows,
                                        const std::vector<std::string>& words) {
  std::vector<std::string> operands;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with('-')) {
      operands.push_back(words[i]);
      continue;
    }
    const auto* row = command_line_detail::find_row(rows, words[i]);
    const bool takes_next =
        row != nullptr && !row->value.empty() && words[i].find('=') == std::string::npos;
    if (takes_next) ++i;
  }
  return operands;
}

}  // namespace

std::span<const Setting<TextMonitorOptions>> text_monitor_settings() {
  return text_rows;
}

Result<TextMonitorOptions> load_text_monitor_options(const std::vector<std::string>& arguments) {
  using command_line_detail::bad_option;
  TextMonitorOptions options;
  TRY(read_command_line(text_monitor_settings(), arguments, options));
  const int forms = static_cast<int>(options.live.present) +
                    static_cast<int>(options.plain.present) +
                    static_cast<int>(options.json.present);
  if (forms > 1) return bad_option("only one of --live, --plain and --json can be had");
  const auto operands = operands_among(text_monitor_settings(), arguments);
  if (operands.size() > 1) return bad_option("only one DELAY can be given");
  if (operands.empty()) return options;
  const auto delay = parse_delay(operands[0]);
  if (!delay) return bad_option(cat(operands[0], " is not a DELAY in seconds"));
  options.delay = *delay;
  return options;
}

std::span<const Setting<WindowMonitorOptions>> window_monitor_settings() {
  return window_rows;
}

Result<WindowMonitorOptions> load_window_monitor_options(
    const std::vector<std::string>& arguments) {
  WindowMonitorOptions options;
  TRY(read_command_line(window_monitor_settings(), arguments, options));
  const auto operands = operands_among(window_monitor_settings(), arguments);
  if (operands.empty()) return options;
  return command_line_detail::bad_option(cat(operands[0], ": no such word is known"));
}

}  // namespace distcc
