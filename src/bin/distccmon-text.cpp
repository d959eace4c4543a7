// SPDX-License-Identifier: GPL-3.0-or-later
//
// distccmon-text [DELAY]: what the clients of this user do, as text (distcc-compat.md 1.5).
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <thread>

#include "activity/tasks.h"
#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "options/client_options.h"

namespace distcc {
namespace {

constexpr std::string_view usage =
    "Usage: distccmon-text [DELAY]\n"
    "\n"
    "Shows the compiles that distcc runs for this user: process id, phase, source,\n"
    "host and slot, one a line. With DELAY it does so again and again, after so many\n"
    "seconds (fractions allowed). Without, once.\n";

/// Seconds between two looks, 0 for a single one; nothing when the arguments are wrong.
std::optional<double> parse_delay(int argc, char** argv) {
  if (argc > 2) return std::nullopt;
  if (argc < 2) return 0;
  char* end = nullptr;
  const double delay = std::strtod(argv[1], &end);
  if (*end != '\0' || !std::isfinite(delay) || delay < 0) return std::nullopt;
  return delay;
}

/// DISTCC_DIR. One that was named but is not there is more likely misspelt than idle.
Result<std::string> task_directory(const Environment& environment) {
  const std::string directory = TRY_VALUE(load_client_options(environment)).directory;
  if (directory.empty()) {
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                "neither DISTCC_DIR nor HOME is set, so there is no place to look for tasks");
  }
  const auto named = environment.get("DISTCC_DIR");
  if (named && !named->empty() && !file_exists(directory)) {
    return fail(Fault::this_machine, ExitCode::io_error,
                cat("DISTCC_DIR is ", directory, ", which does not exist"));
  }
  return directory;
}

/// One look: the tasks, then a blank line, in a single write.
Result<void> show_tasks(const std::string& directory) {
  std::string text;
  for (const TaskState& task :
       TRY_VALUE(running_tasks(directory, std::chrono::system_clock::now()))) {
    text += cat(task_line(task), "\n");
  }
  return write_all(STDOUT_FILENO, cat(text, "\n"));
}

Result<void> monitor(double delay) {
  const std::string directory = TRY_VALUE(task_directory(Environment::of_process()));
  TRY(show_tasks(directory));
  while (delay > 0) {
    std::this_thread::sleep_for(std::chrono::duration<double>(delay));
    TRY(show_tasks(directory));
  }
  return {};
}

}  // namespace
}  // namespace distcc

int main(int argc, char** argv) {
  using namespace distcc;
  start_log("distccmon-text", LogLevel::warning, log_to_fd(STDERR_FILENO));
  const auto delay = parse_delay(argc, argv);
  if (!delay) {
    (void)write_all(STDERR_FILENO, usage);
    return 1;
  }
  const auto result = monitor(*delay);
  if (result) return 0;
  log_error(result.error().text);
  return to_int(result.error().code);
}
