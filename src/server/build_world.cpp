// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/build_world.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "base/log.h"
#include "base/paths.h"
#include "base/scratch.h"
#include "base/text.h"
#include "discovery/own_compiler.h"

namespace distcc {
namespace {

int cpus() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

/// Where the administrator said that compilers are. They may be read even in a hidden place, such
/// as /home; what else such a compiler needs has to be shown with --sandbox-show.
std::set<std::string> named_compiler_directories(const ServerOptions& options,
                                                 const CompilerRules& rules) {
  std::set<std::string> directories;
  if (rules.command_list) directories = rules.command_list->directories();
  const std::string path = options.path.value_or("");
  for (const std::string_view directory : split_fields(path, ':')) directories.emplace(directory);
  return directories;
}

bool can_be_shown(const std::string& directory) {
  return is_absolute(directory) && directory != "/" &&
         ::access(directory.c_str(), R_OK | X_OK) == 0;
}

}  // namespace

int job_slots(const ServerOptions& options) {
  if (options.no_fork.present) return 1;
  return options.jobs.value_or(cpus());
}

int queue_places(const ServerOptions& options, int jobs) {
  return options.queue.value_or(std::max(32, 4 * std::min(jobs, 100'000)));
}

Result<Sandbox> prepare_sandbox(const ServerOptions& options, const CompilerRules& rules,
                                const Environment& environment) {
  SandboxSettings settings;
  settings.wanted = options.sandbox != "off";
  settings.jobs = temporary_directory();
  settings.visible = options.sandbox_show;
  for (const std::string& directory : named_compiler_directories(options, rules)) {
    if (can_be_shown(directory)) settings.visible.push_back(directory);
  }
  settings.writable = options.sandbox_write;
  const std::string cache = environment.get("CCACHE_DIR").value_or("");
  if (!cache.empty()) settings.writable.push_back(cache);
  Sandbox sandbox = Sandbox::prepare(settings);
  if (options.sandbox == "strict" && !sandbox.confines()) {
    return fail(Fault::this_machine, ExitCode::failed,
                cat("--sandbox=strict: ", sandbox.describe()));
  }
  log_line(sandbox.confines() || !settings.wanted ? LogLevel::info : LogLevel::warning,
           sandbox.describe());
  return sandbox;
}

ServingLimits serving_limits(const ServerOptions& options) {
  ServingLimits limits;
  limits.silence = options.io_timeout;
  limits.first_bytes = std::min(limits.first_bytes, limits.silence);
  limits.whole_request = 4 * limits.silence;
  limits.fills_packets = options.tcp_cork;
  limits.job_lifetime = std::max(options.job_lifetime, std::chrono::seconds(0));
  limits.source_bytes = static_cast<std::size_t>(options.request_limit_mb) << 20;
  return limits;
}

void log_what_is_in_force(const ServerOptions& options, const World& world) {
  if (world.access.get()->only_this_machine()) {
    log_notice(
        "only clients on this machine may connect; add --allow=NETWORK or --allow-private to let "
        "others in");
  }
  if (!world.authentication && !(options.blacklist + options.whitelist).empty()) {
    log_warning("--blacklist and --whitelist have no effect without --auth");
  }
  const int jobs = job_slots(options);
  log_info(cat(cpus(), cpus() == 1 ? " CPU" : " CPUs", " online on this server"));
  log_info(cat("allowing up to ", jobs, " active jobs, and ", queue_places(options, jobs),
               " in the queue"));
  log_info(cat("daemon's PATH is ", world.compilers.get()->search_path));
}

std::unique_ptr<Announcer> announce(const ServerOptions& options, const World& world,
                                    int listening_socket) {
  if (!options.zeroconf.present) return {};
  const auto reach = reach_of(listening_socket);
  if (reach && reach->loopback) {
    log_warning("--zeroconf: not announced, since it listens for clients on this machine only");
    return {};
  }
  Announcement announcement;
  announcement.cpus = cpus();
  announcement.jobs = job_slots(options);
  announcement.pump = world.sandbox.confines();
  announcement.compiler = own_compiler(world.compilers.get()->search_path);
  if (!announcement.compiler.known()) {
    log_warning("--zeroconf: no cc tells its version, so clients will not look for this server");
  }
  auto announcer = reach ? Announcer::start(std::move(announcement), *reach)
                         : Result<std::unique_ptr<Announcer>>(unexpected(reach.error()));
  if (announcer) return std::move(*announcer);
  log_warning(cat("--zeroconf: ", announcer.error().text, "; name the server in host lists"));
  return {};
}

}  // namespace distcc
