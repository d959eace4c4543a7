// SPDX-License-Identifier: GPL-3.0-or-later
//
// distccmon-gui (also called distccmon-gnome): what distcc does, in a window.
#include <gtkmm/application.h>
#include <gtkmm/settings.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "base/io.h"
#include "base/log.h"
#include "options/monitor_options.h"
#include "window/main_window.h"

namespace distcc {
namespace {

std::string usage() {
  return cat(
      "Usage: distccmon-gui [OPTION]...\n"
      "\n"
      "Shows in a window what distcc runs for this user: hosts with their slots over\n"
      "time, jobs, and what the build came to by outcome.\n"
      "\n",
      help_table(texts_of(window_monitor_settings())));
}

/// Not to take from compiles what it takes to watch them.
constexpr int niceness = 5;

Result<int> run(const WindowMonitorOptions& options) {
  const WatchedPlace place = TRY_VALUE(watched_place(Environment::of_process(), options.directory));
  (void)::nice(niceness);
  // No word with a message bus: each window is a process of its own, with its own directory.
  const auto application =
      Gtk::Application::create("org.distcc.Monitor", Gio::Application::Flags::NON_UNIQUE);
  application->signal_startup().connect([&] {
    application->set_accel_for_action("win.open", "<Control>o");
    application->set_accel_for_action("win.busiest-first", "<Control>b");
    application->set_accel_for_action("win.dark", "<Control>d");
    application->set_accels_for_action("win.close", {"<Control>q", "<Control>w"});
    if (options.dark.present) {
      Gtk::Settings::get_default()->property_gtk_application_prefer_dark_theme().set_value(true);
    }
  });
  return application->make_window_and_run<MainWindow>(0, nullptr, place);
}

}  // namespace
}  // namespace distcc

int main(int argc, char** argv) {
  using namespace distcc;
  start_log("distccmon-gui", LogLevel::warning, log_to_fd(STDERR_FILENO));
  const auto options = load_window_monitor_options({argv + 1, argv + argc});
  if (!options) {
    log_error(options.error().text);
    return to_int(options.error().code);
  }
  if (options->help.present || options->version.present) {
    const std::string text =
        options->help.present ? usage() : cat("distccmon-gui ", DISTCC_VERSION, "\n");
    return write_all(STDOUT_FILENO, text) ? 0 : 1;
  }
  const auto status = run(*options);
  if (status) return *status;
  log_error(status.error().text);
  return to_int(status.error().code);
}
