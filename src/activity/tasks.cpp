// SPDX-License-Identifier: GPL-3.0-or-later
#include "activity/tasks.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <tuple>

#include "base/fd.h"
#include "base/files.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::string_view file_prefix = "binstate_";
constexpr std::chrono::seconds abandoned_after{60};

bool is_alive(long pid) {
  return pid > 0 && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM);
}

/// Whether a client holds its state file. Stock clients do not; ours do, and this looks beyond the
/// pid namespace that a pid belongs to.
bool is_held(const std::string& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return file && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

bool is_old(const std::string& path, std::chrono::system_clock::time_point now) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  return now - std::chrono::system_clock::from_time_t(status.st_mtime) > abandoned_after;
}

/// The state in one file, when its client lives.
std::optional<TaskState> read_task(const std::string& path, std::string_view file_name,
                                   std::chrono::system_clock::time_point now) {
  const auto bytes = read_file(path, 2 * task_state_size);
  auto task = bytes ? decode_task_state(*bytes) : std::nullopt;
  // A file in another machine's layout, or only half written, still has the pid in its name.
  const auto pid = task ? task->pid : parse_integer(file_name.substr(file_prefix.size()));
  if (!pid) return std::nullopt;
  if (is_alive(static_cast<long>(*pid)) || is_held(path)) return task;
  if (is_old(path, now)) ::unlink(path.c_str());
  return std::nullopt;
}

}  // namespace

Result<std::vector<TaskState>> running_tasks(const std::string& directory,
                                             std::chrono::system_clock::time_point now) {
  const std::string states = cat(directory, "/state");
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(states.c_str()), ::closedir);
  std::vector<TaskState> tasks;
  if (!listing) {
    if (errno == ENOENT) return tasks;  // no client has run yet
    return fail_errno(cat("cannot read ", states));
  }
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string_view name = entry->d_name;
    if (!name.starts_with(file_prefix)) continue;
    auto task = read_task(cat(states, "/", name), name, now);
    if (task && task->phase != Phase::done) tasks.push_back(std::move(*task));
  }
  std::sort(tasks.begin(), tasks.end(), [](const TaskState& a, const TaskState& b) {
    return std::tie(a.host, a.slot, a.pid) < std::tie(b.host, b.slot, b.pid);
  });
  return tasks;
}

std::string task_line(const TaskState& task) {
  char line[160];
  const int length =
      std::snprintf(line, sizeof line, "%6ld  %-10.10s  %-30.30s %24.24s[%d]", task.pid,
                    std::string(phase_name(task.phase)).c_str(), printable(task.file).c_str(),
                    printable(task.host).c_str(), task.slot);
  return {line, static_cast<std::size_t>(length)};
}

}  // namespace distcc
