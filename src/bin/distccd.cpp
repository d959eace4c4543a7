// SPDX-License-Identifier: GPL-3.0-or-later
//
// The server. The order of its start is public (distcc-compat.md 6.1): what can be wrong with the
// command line is told before anything is touched, root is dropped before files are written, and
// the foreground process ends only when clients can connect.
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auth/security_context.h"
#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/scratch.h"
#include "base/text.h"
#include "options/server_options.h"
#include "server/build_world.h"
#include "server/job_directory.h"
#include "server/listen.h"
#include "server/reload.h"
#include "server/server.h"
#include "server/service_manager.h"
#include "server/start_up.h"

namespace distcc {
namespace {

constexpr std::string_view version_text =
    "distccd " DISTCC_VERSION " " DISTCC_TRIPLE "\n  (" DISTCC_PROTOCOLS
    ") (default port 3632)\n"
    "Free software under the GNU General Public License, version 3 or later.\n"
    "There is NO WARRANTY, to the extent permitted by law.\n"
#if DISTCC_WITH_ZEROCONF
    "\nBuilt with Zeroconf support.\n"
#endif
    ;

constexpr std::string_view gss_text = "\nBuilt with GSS-API support for mutual authentication.\n";

void print(std::string_view text) {
  (void)write_all(STDOUT_FILENO, text);
}

std::string version() {
  return cat(version_text, has_gss() ? gss_text : "");
}

std::string principal_line(const std::string& principal) {
  return principal.empty() ? "Principal\t: Not Set\n" : cat("Principal is\t: ", principal, "\n");
}

/// Answers --help and its like; nothing when the server is wanted.
std::optional<int> answer_question(const ServerOptions& options) {
  if (options.help.present) {
    print(cat(version(), "\nUsage:\n   distccd [OPTIONS]\n\n",
              help_table(texts_of(server_settings()))));
  } else if (options.version.present) {
    print(version());
  } else if (options.show_config.present) {
    print(show_config(server_settings(), options));
  } else if (options.show_principal.present) {
    print(principal_line(options.principal));
  } else {
    return std::nullopt;
  }
  return 0;
}

/// Also whoever started the server is told why there is none, wherever the log goes.
int give_up(const Error& error, const ServerOptions& options, const LogDestination& log) {
  log_line(LogLevel::critical, error.text);
  if (!log.is_stderr()) {
    start_early_log(options);
    log_line(LogLevel::critical, error.text);
  }
  return to_int(error.code);
}

/// Names of files stay what they were when the process moves to its temporary directory.
void make_names_absolute(ServerOptions& options) {
  const std::string here = current_directory();
  for (std::string* name : {&options.pid_file, &options.log_file, &options.allow_file,
                            &options.blacklist, &options.whitelist}) {
    if (!name->empty()) *name = absolute_path(*name, here);
  }
  if (options.command_list) options.command_list = absolute_path(*options.command_list, here);
}

/// Nice, unprivileged, in the temporary directory.
Result<void> settle(ServerOptions& options) {
  make_names_absolute(options);
  if (::nice(options.nice) == -1) log_debug("nice has no effect");
  if (const auto account = account_to_become(options.user)) {
    if (!options.log_file.empty()) make_log_file(options.log_file, *account);
    TRY(become(*account));
  }
  const std::string directory = temporary_directory();
  if (::chdir(directory.c_str()) != 0 || ::access(directory.c_str(), W_OK) != 0) {
    return fail_errno(cat("cannot work in ", directory, " (TMPDIR)"));
  }
  return {};
}

struct Listeners {
  std::vector<Fd> clients;
  Fd statistics;
  Fd page;
};

Result<Listeners> open_listeners(const ServerOptions& options, std::vector<Fd> passed) {
  Listeners listeners;
  listeners.clients = std::move(passed);
  if (listeners.clients.empty()) {
    listeners.clients.push_back(
        TRY_VALUE(listen_on({options.listen, options.port, options.tcp_defer_accept})));
  }
  for (const Fd& client : listeners.clients) {
    log_notice(cat("listening on ", bound_address(client.get())));
  }
  if (options.stats.present) {
    listeners.statistics = TRY_VALUE(listen_on({options.listen, options.stats_port, false}));
  }
  if (options.web.present) {
    listeners.page = TRY_VALUE(listen_for_http(options.web_listen, options.web_port));
    log_notice(cat("page for browsers on http://", bound_address(listeners.page.get()), "/"));
  }
  return listeners;
}

/// TERM, INT and HUP as a descriptor; no thread is interrupted by them.
Fd take_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error like a full disk
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  return Fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

std::size_t most_connections(int jobs, int queue, std::size_t descriptors) {
  constexpr std::size_t usual = 1024;
  constexpr std::size_t descriptors_each = 6;  // socket, source, two texts, process, place in queue
  const std::size_t wanted = std::max(usual, static_cast<std::size_t>(jobs + queue) + 64);
  return std::clamp<std::size_t>(descriptors / descriptors_each, 1, wanted);
}

/// What clients are served from: everything that was decided at the start.
struct Start {
  Mode mode;
  AccessList access;
  CompilerRules rules;
  std::unique_ptr<Authentication> authentication;
  Listeners listeners;
  bool sockets_are_kept = false;  ///< by the service manager that passed them
  ServiceManager service_manager;
  Fd ready;  ///< where the foreground process waits; empty when there is none
};

/// The job directories of servers that were killed go first: their room may be needed.
void clean_up_after_others(const std::string& directory) {
  const std::size_t removed = remove_abandoned_jobs(directory);
  if (removed > 0) log_notice(cat("removed ", removed, " job directories of a killed server"));
}

/// In the process that stays: serves until told to end.
Result<void> serve(const ServerOptions& options, const Environment& environment,
                   LogDestination& log, Start start) {
  Fd signals = take_signals();
  const int jobs = job_slots(options);
  const int queue = queue_places(options, jobs);
  Sandbox sandbox = TRY_VALUE(prepare_sandbox(options, start.rules, environment));
  Ending ending = TRY_VALUE(Ending::prepare());
  World world{Current(std::move(start.access)),
              Current(start.rules),
              ProgramFiles::of_system(),
              serving_limits(options),
              temporary_directory(),
              options.save_temps,
              {},
              std::move(sandbox),
              JobQueue(jobs, queue),
              Statistics(),
              std::move(ending)};
  world.authentication = std::move(start.authentication);
  world.compiler_environment =
      compiler_environment(environment_with({}), world.compilers.get()->search_path);
  if (start.mode == Mode::daemon) log_what_is_in_force(options, world);

  ServerSettings settings;
  settings.jobs = jobs;
  settings.queue = queue;
  settings.most_connections = most_connections(jobs, queue, raise_descriptor_limit());
  settings.lifetime = options.lifetime;
  settings.stop_timeout = options.stop_timeout;
  settings.sockets_are_kept = start.sockets_are_kept;
  settings.reload = [&] { reload(options, environment, log, world); };
  std::unique_ptr<Announcer> announcer;
  settings.leave = [&announcer] { announcer.reset(); };
  Server server(world, std::move(settings), std::move(signals), std::move(start.service_manager));
  if (start.mode == Mode::inetd) {
    server.serve_one(STDIN_FILENO, STDOUT_FILENO);
    return {};
  }
  clean_up_after_others(world.jobs_directory);
  std::optional<PidFile> pid_file;
  if (!options.pid_file.empty()) pid_file.emplace(TRY_VALUE(PidFile::create(options.pid_file)));
  if (start.listeners.page) TRY(server.show_page(std::move(start.listeners.page)));
  announcer = announce(options, world, start.listeners.clients.front().get());
  report_ready(start.ready, options.log_stderr.present);
  server.serve_listeners(std::move(start.listeners.clients), std::move(start.listeners.statistics));
  log_notice("the server has ended");
  return {};
}

/// From the command line to the end of the server.
Result<void> run(ServerOptions& options, const Environment& environment, LogDestination& log) {
  std::vector<Fd> passed = sockets_of_service_manager(environment);
  ServiceManager service_manager = ServiceManager::of(environment);
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET",
                           "WATCHDOG_USEC", "WATCHDOG_PID"}) {
    ::unsetenv(name);
  }
  const bool activated = !passed.empty();
  Start start{activated ? Mode::daemon : choose_mode(options),
              TRY_VALUE(read_access_list(options, system_address_lookup())),
              {},
              {},
              {},
              activated,
              std::move(service_manager),
              {}};
  TRY(settle(options));
  // From here on this process is nobody special, and writes files as what it stays.
  log.open(options);
  start.rules = TRY_VALUE(read_compiler_rules(options, environment));
  start.authentication = TRY_VALUE(prepare_authentication(options));
  if (start.mode == Mode::daemon) {
    start.listeners = TRY_VALUE(open_listeners(options, std::move(passed)));
    // From here on clients can connect; they are answered a moment later.
    if (!options.no_detach.present && !activated) {
      start.ready = TRY_VALUE(go_to_background());
    }
  }
  return serve(options, environment, log, std::move(start));
}

}  // namespace
}  // namespace distcc

int main(int argc, char** argv) {
  using namespace distcc;
  const Environment environment = Environment::of_process();
  start_early_log(ServerOptions());
  auto options = load_server_options(environment, {argv + std::min(argc, 1), argv + argc});
  if (!options) {
    log_error(options.error().text);
    return to_int(options.error().code);
  }
  if (const auto answer = answer_question(*options)) return *answer;
  start_early_log(*options);
  LogDestination log;
  const auto outcome = run(*options, environment, log);
  return outcome ? 0 : give_up(outcome.error(), *options, log);
}
