// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/present.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <map>
#include <memory>
#include <utility>

#include "activity/tasks.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/text.h"
#include "hosts/host.h"

namespace distcc {
namespace {

constexpr std::size_t most_running = 2000;
constexpr std::chrono::seconds usual_back_off{60};

/// Seconds since the machine started.
double uptime() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// ms since the process started; 0 when that cannot be told.
std::int64_t age_of(long pid, double now) {
  constexpr std::size_t most_of_proc_file = 4096;
  constexpr std::size_t start_field = 19;  // after the name, which may hold anything
  const auto stat = read_file(cat("/proc/", pid, "/stat"), most_of_proc_file);
  if (!stat) return 0;
  const std::size_t name_end = stat->rfind(')');
  if (name_end == std::string::npos) return 0;
  const auto fields = split_words(std::string_view(*stat).substr(name_end + 1));
  if (fields.size() <= start_field) return 0;
  const auto ticks = parse_integer(fields[start_field]);
  if (!ticks) return 0;
  const double began = static_cast<double>(*ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return static_cast<std::int64_t>(std::max(0.0, now - began) * 1000);
}

/// The lock name of a host whose back-off file is called `file`; empty when it is none.
std::string lock_name_of(std::string_view file) {
  constexpr std::string_view prefix = "backoff_";
  constexpr std::string_view suffix = "_0";
  if (!file.starts_with(prefix) || !file.ends_with(suffix)) return {};
  file.remove_prefix(prefix.size());
  return std::string(file.substr(0, file.size() - std::min(file.size(), suffix.size())));
}

/// "red:3632" of "tcp_red_3632": for hosts that no job has ended on.
std::string readable(std::string lock_name) {
  constexpr std::string_view tcp = "tcp_";
  const std::size_t port = lock_name.rfind('_');
  if (!lock_name.starts_with(tcp) || port == std::string::npos) return lock_name;
  lock_name[port] = ':';
  return lock_name.substr(tcp.size());
}

bool is_recent(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  const auto age = std::chrono::seconds(::time(nullptr) - status.st_mtime);
  return age < usual_back_off && age > -usual_back_off;
}

/// As the host list defines them, where a job has ever ended on them. The period of back-off is a
/// setting of each client; the usual one is taken.
std::vector<std::string> left_out_hosts(const BuildFeed& feed) {
  std::map<std::string, std::string> definitions;
  for (const std::string& definition : feed.hosts()) {
    const auto host = parse_host(definition);
    if (host) definitions[host->lock_name()] = definition;
  }
  const std::string locks = cat(feed.directory(), "/lock");
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(locks.c_str()), ::closedir);
  std::vector<std::string> hosts;
  if (!listing) return hosts;
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string lock_name = lock_name_of(entry->d_name);
    if (lock_name.empty() || !is_recent(cat(locks, "/", entry->d_name))) continue;
    const auto known = definitions.find(lock_name);
    hosts.push_back(known == definitions.end() ? readable(lock_name) : known->second);
    if (hosts.size() >= FeedCounters::most_hosts) break;
  }
  std::sort(hosts.begin(), hosts.end());
  return hosts;
}

}  // namespace

Present look_around(const BuildFeed& feed) {
  Present present;
  const auto now = std::chrono::system_clock::now();
  present.now = std::chrono::duration_cast<Milliseconds>(now.time_since_epoch()).count();
  auto tasks = running_tasks(feed.directory(), now);
  const double since_boot = uptime();
  if (tasks) {
    if (tasks->size() > most_running) tasks->resize(most_running);
    for (TaskState& task : *tasks) {
      const std::int64_t age = age_of(task.pid, since_boot);
      present.running.push_back({std::move(task), age});
    }
  }
  present.left_out = left_out_hosts(feed);
  return present;
}

}  // namespace distcc
