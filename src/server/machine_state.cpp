// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/machine_state.h"

#include <dirent.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::size_t most_of_proc_file = 65536;

/// The number after `label` in a file of lines such as "pgpgin 4711".
long number_after(std::string_view text, std::string_view label) {
  const std::size_t at = text.find(label);
  if (at == std::string_view::npos) return 0;
  const std::size_t digits = text.find_first_of("0123456789", at + label.size());
  if (digits == std::string_view::npos) return 0;
  const std::size_t end = text.find_first_not_of("0123456789", digits);
  return static_cast<long>(
      parse_integer(text.substr(digits, end == text.npos ? end : end - digits)).value_or(0));
}

/// Counts one process by its /proc/PID/stat: "PID (NAME) STATE …", the 24th field is the RSS.
void count_process(std::string_view stat, MachineState& state) {
  const std::size_t open = stat.find('(');
  const std::size_t close = stat.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return;
  const auto fields = split_words(std::string_view(stat).substr(close + 1));
  constexpr std::size_t rss_field = 21;  // counted from the state
  if (fields.size() <= rss_field) return;
  if (fields[0] == "D") ++state.processes_in_disk_wait;
  const long rss = static_cast<long>(parse_integer(fields[rss_field]).value_or(0)) *
                   (::sysconf(_SC_PAGESIZE) / 1024);
  if (rss <= state.largest_rss_kb) return;
  state.largest_rss_kb = rss;
  state.largest_rss_name = stat.substr(open, close - open + 1);
}

void count_processes(MachineState& state) {
  const std::unique_ptr<DIR, int (*)(DIR*)> proc(::opendir("/proc"), &::closedir);
  if (!proc) return;
  while (const dirent* entry = ::readdir(proc.get())) {
    if (!parse_integer(entry->d_name)) continue;
    const auto stat = read_file(cat("/proc/", entry->d_name, "/stat"), most_of_proc_file);
    if (stat) count_process(*stat, state);
  }
}

}  // namespace

MachineState MachineWatch::look() {
  MachineState state;
  if (::getloadavg(state.load.data(), 3) != 3) state.load = {};
  count_processes(state);
  struct statvfs space {};
  if (::statvfs(directory_.c_str(), &space) == 0) {
    state.free_space_mb = static_cast<long>(space.f_bavail * space.f_frsize >> 20);
  }
  const auto memory = read_file("/proc/meminfo", most_of_proc_file);
  if (memory) state.free_memory_mb = number_after(*memory, "MemAvailable:") / 1024;

  const auto traffic = read_file("/proc/vmstat", most_of_proc_file);
  if (!traffic) return state;
  const DiskTraffic now{Clock::now(),
                        number_after(*traffic, "pgpgin") + number_after(*traffic, "pgpgout")};
  const std::lock_guard lock(mutex_);
  const auto before = std::exchange(last_, now);
  if (before && now.moment > before->moment) {
    const std::chrono::duration<double> span = now.moment - before->moment;
    state.io_rate =
        static_cast<long>(static_cast<double>(now.kilobytes - before->kilobytes) / span.count());
  }
  return state;
}

}  // namespace distcc
