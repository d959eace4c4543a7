// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/world.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>

#include "base/log.h"
#include "base/text.h"

namespace distcc {
namespace {

/// The CPUs that this process may run on; asking for all of the machine would read /sys.
int cpu_count() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

}  // namespace

std::string safeguard_for_children(const World& world) {
  return cat("_DISTCC_SAFEGUARD=", std::max(world.surroundings.depth, 0) + 1);
}

bool wants_colours(const Environment& environment) {
  if (::isatty(STDERR_FILENO) == 0) return false;
  const std::string terminal = environment.get("TERM").value_or("");
  const bool switched_off = environment.get("GCC_COLORS") == std::string();
  return !terminal.empty() && terminal != "dumb" && !switched_off;
}

void start_client_log(const ClientOptions& options) {
  const LogLevel quiet = options.log_file.empty() ? LogLevel::warning : LogLevel::info;
  const LogLevel least = options.verbose ? LogLevel::debug : quiet;
  if (!options.log_file.empty()) {
    Fd file(::open(options.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    if (file) {
      start_log("distcc", least, log_to_file(std::move(file)));
      return;
    }
    const Result<void> failed = fail_errno(cat("failed to open logfile ", options.log_file));
    log_error(failed.error().text);
  }
  const bool usable_fd =
      options.uncached_err_fd > 0 && ::fcntl(options.uncached_err_fd, F_GETFD) >= 0;
  const int fd = usable_fd ? options.uncached_err_fd : STDERR_FILENO;
  start_log("distcc", options.verbose ? LogLevel::debug : LogLevel::warning, log_to_fd(fd));
}

int local_slot_limit(int configured) {
  return configured > 0 ? configured : cpu_count();
}

int preprocessor_slot_limit(int configured) {
  return configured > 0 ? configured : std::max(8, 2 * cpu_count());
}

}  // namespace distcc
