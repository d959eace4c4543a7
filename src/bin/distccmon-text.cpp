// SPDX-License-Identifier: GPL-3.0-or-later
//
// distccmon-text [OPTION]... [DELAY]: what the clients of this user do, as text. Into a file or a
// pipe, and without a DELAY also on a terminal, it prints what stock distccmon-text prints, to the
// byte (distcc-compat.md 1.5): scripts read that. On a terminal a DELAY gives the view that fills
// it.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "activity/tasks.h"
#include "base/io.h"
#include "base/log.h"
#include "monitor/live.h"
#include "monitor/terminal.h"
#include "monitor/watch.h"
#include "options/monitor_options.h"

namespace distcc {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double default_live_delay = 1;

std::string usage() {
  return cat(
      "Usage: distccmon-text [OPTION]... [DELAY]\n"
      "\n"
      "Shows the compiles that distcc runs for this user: process id, phase, source,\n"
      "host and slot, one a line. With DELAY it does so again and again, after so many\n"
      "seconds (fractions allowed), and on a terminal in a view that fills it.\n"
      "\n",
      help_table(texts_of(text_monitor_settings())));
}

/// One look as stock shows it: the tasks, then a blank line, in a single write.
Result<void> show_tasks(const std::string& directory) {
  std::string text;
  for (const TaskState& task :
       TRY_VALUE(running_tasks(directory, std::chrono::system_clock::now()))) {
    text += cat(task_line(task), "\n");
  }
  return write_all(STDOUT_FILENO, cat(text, "\n"));
}

Result<void> show_json(Watch& watch) {
  return write_all(STDOUT_FILENO, cat(snapshot_json(TRY_VALUE(watch.look())), "\n"));
}

/// `show` once, or again and again after `delay`.
template <class Show>
Result<int> repeat(double delay, const Show& show) {
  TRY(show());
  while (delay > 0) {
    std::this_thread::sleep_for(Seconds(delay));
    TRY(show());
  }
  return 0;
}

Result<int> fill_terminal(Watch& watch, double delay, const Environment& environment) {
  const auto pause =
      std::chrono::ceil<Milliseconds>(Seconds(delay > 0 ? delay : default_live_delay));
  const std::string no_color = environment.get("NO_COLOR").value_or("");
  const LiveEnd end = TRY_VALUE(show_live(watch, pause, no_color.empty()));
  return end.signal == 0 ? 0 : 128 + end.signal;
}

Result<int> monitor(const TextMonitorOptions& options, const Environment& environment) {
  WatchedPlace place = TRY_VALUE(watched_place(environment, options.directory));
  const std::string directory = place.directory;
  Watch watch(std::move(place));
  if (options.json.present) return repeat(options.delay, [&] { return show_json(watch); });
  const bool capable = is_capable_terminal(STDIN_FILENO, STDOUT_FILENO, environment);
  if (options.live.present && !capable) {
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                "--live needs a terminal on standard input and output, and TERM that is not dumb");
  }
  const bool fills =
      options.live.present || (options.delay > 0 && !options.plain.present && capable);
  if (fills) return fill_terminal(watch, options.delay, environment);
  return repeat(options.delay, [&] { return show_tasks(directory); });
}

}  // namespace
}  // namespace distcc

int main(int argc, char** argv) {
  using namespace distcc;
  start_log("distccmon-text", LogLevel::warning, log_to_fd(STDERR_FILENO));
  const auto options = load_text_monitor_options({argv + 1, argv + argc});
  if (!options) {
    (void)write_all(STDERR_FILENO, cat(options.error().text, "\n", usage()));
    return 1;
  }
  const auto status = monitor(*options, Environment::of_process());
  if (status) return *status;
  log_error(status.error().text);
  return to_int(status.error().code);
}
