// SPDX-License-Identifier: GPL-3.0-or-later
//
// lsdistcc [OPTION]... [PATTERN | HOST...]: which hosts run a distcc server (distcc-compat.md 1.4).
#include <unistd.h>

#include <string>
#include <vector>

#include "base/io.h"
#include "base/text.h"
#include "monitor/survey.h"

namespace distcc {
namespace {

void write_line(int fd, std::string_view line) {
  (void)write_all(fd, cat(line, "\n"));
}

int run(const std::vector<std::string>& words) {
  const auto options = parse_survey_options(words);
  if (!options) {
    (void)write_all(STDOUT_FILENO, survey_usage());
    return 1;
  }
  const auto end =
      survey(*options, {[](std::string_view line) { write_line(STDOUT_FILENO, line); },
                        [](std::string_view line) { write_line(STDERR_FILENO, line); }});
  if (!end) {
    write_line(STDERR_FILENO, cat("lsdistcc: ", end.error().text));
    return 1;
  }
  return *end == SurveyEnd::nothing_found ? 1 : 0;
}

}  // namespace
}  // namespace distcc

int main(int argc, char** argv) {
  const int status = distcc::run({argv + 1, argv + argc});
  // A lookup may still be waiting in the resolver, in a thread that cannot be stopped.
  ::_exit(status);
}
