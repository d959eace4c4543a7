// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/survey_options.h"

#include <climits>

#include "base/text.h"
#include "options/setting.h"

namespace distcc {
namespace {

using Options = SurveyOptions;

/// An option that is there or not.
struct Switch {
  char letter;
  bool Options::*field;
  std::string_view help;
};

constexpr Switch switches[] = {
    {'l', &Options::show_latency, "print the milliseconds it took after each name"},
    {'n', &Options::show_address, "print addresses rather than names"},
    {'x', &Options::show_down, "print hosts that are down too, with ,down"},
    {'d', &Options::append_domain, "append the domain of this machine to the names"},
    {'v', &Options::verbose, "say on standard error what is done"},
};

/// An option with a number glued to its letter.
struct Number {
  char letter;
  std::string_view value;
  int Options::*field;
  int least;
  int most;
  std::string_view help;
};

constexpr Number numbers[] = {
    {'t', "SECONDS", &Options::limit_s, 0, INT_MAX, "end after this time; 0: never"},
    {'h', "MS", &Options::lookup_retry_ms, 0, INT_MAX, "repeat a name lookup after this time"},
    {'c', "MS", &Options::connect_ms, 0, INT_MAX, "time to connect; 0: do not try"},
    {'k', "MS", &Options::compile_ms, 0, INT_MAX, "time for the test compile; 0: none"},
    {'m', "BITS", &Options::address_bits, 0, 31, "leading bits equal to the first address"},
    {'o', "N", &Options::lookups_ahead, 0, 1000, "names of a pattern looked up ahead"},
    {'g', "N", &Options::missing_tolerated, 0, INT_MAX, "gaps in the numbers of a pattern"},
    {'r', "PORT", &Options::port, 1, 65535, "port of the servers"},
    {'P', "1|2|3", &Options::protocol, 1, 3, "protocol: plain, lzo, or lzo and pump"},
};

constexpr std::string_view compiler_help = "let each host compile a line of C with this compiler";

bool parse_number(const Number& option, std::string_view text, Options& options) {
  const auto number = parse_integer(text);
  if (!number || *number < option.least || *number > option.most) return false;
  options.*option.field = static_cast<int>(*number);
  return true;
}

bool parse_option(std::string_view word, Options& options) {
  const char letter = word[1];
  const std::string_view value = word.substr(2);
  for (const Switch& option : switches) {
    if (option.letter != letter) continue;
    options.*option.field = true;
    return value.empty() || (letter == 'v' && value.find_first_not_of('v') == value.npos);
  }
  for (const Number& option : numbers) {
    if (option.letter == letter) return parse_number(option, value, options);
  }
  options.compiler = value;
  return letter == 'p' && !value.empty();
}

std::string usage_line(std::string left, std::string_view help) {
  left.resize(14, ' ');
  return cat(left, help, "\n");
}

}  // namespace

std::optional<SurveyOptions> parse_survey_options(const std::vector<std::string>& words) {
  Options options;
  std::size_t i = 0;
  for (; i < words.size() && words[i].starts_with('-'); ++i) {
    if (words[i].size() < 2 || !parse_option(words[i], options)) return std::nullopt;
  }
  options.names.assign(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
  if (options.names.empty()) options.names = {"distcc%d"};
  options.is_pattern = options.names[0].find("%d") != std::string::npos;
  if (options.is_pattern && options.names.size() > 1) return std::nullopt;
  return options;
}

std::string survey_usage() {
  std::string text =
      "Usage: lsdistcc [OPTION]... [PATTERN]\n"
      "       lsdistcc [OPTION]... HOST...\n"
      "\n"
      "Prints the hosts on which a distcc server listens, as they answer. PATTERN holds\n"
      "a %d that stands for 1, 2, 3 and so on, until a name has no address; without any\n"
      "operand it is distcc%d. Values are glued to their letters.\n"
      "\n";
  for (const Switch& option : switches) {
    text += usage_line(cat("  -", option.letter), option.help);
  }
  const Options defaults;
  for (const Number& option : numbers) {
    text += usage_line(cat("  -", option.letter, option.value),
                       cat(option.help, " [", defaults.*option.field, "]"));
  }
  text += usage_line("  -pCOMPILER", compiler_help);
  text +=
      "\n"
      "The exit status is 0 when at least one name had an address, otherwise 1.\n";
  return text;
}

std::string survey_manual() {
  std::string page;
  const auto append = [&page](char letter, std::string_view value, std::string_view help) {
    page += cat(".TP\n.B \\-", letter, "\\fI", value, "\\fR\n", troff_escaped(help), "\n");
  };
  for (const Switch& option : switches) append(option.letter, "", option.help);
  const Options defaults;
  for (const Number& option : numbers) {
    append(option.letter, option.value, option.help);
    page += cat("Default: ", defaults.*option.field, ".\n");
  }
  append('p', "COMPILER", compiler_help);
  return page;
}

}  // namespace distcc
