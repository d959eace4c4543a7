// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/cleanup.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

namespace distcc {
namespace {

constexpr int places = 16;
constexpr std::size_t path_room = 512;

/// A path is written by its owner alone: a place is taken before, and in use only after.
struct PathPlace {
  enum class Use { none, taken, in_use };
  std::atomic<Use> use{Use::none};
  char path[path_room] = {};
};

// The signal flag of this program (design: the one mutable global beside the logger).
struct Registry {
  std::atomic<pid_t> pids[places] = {};
  PathPlace paths[places] = {};
};
Registry registry;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

char* write_number(char* end, pid_t number) {
  do {
    *--end = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0);
  return end;
}

/// Opens /proc/PID/task/PID/children without allocating.
int open_children_of(pid_t pid) {
  char number[16];
  char* const end = number + sizeof number;
  char* const digits = write_number(end, pid);
  const auto length = static_cast<std::size_t>(end - digits);
  char path[64] = "/proc/";
  char* at = path + 6;
  for (const std::string_view part :
       {std::string_view(digits, length), std::string_view("/task/"),
        std::string_view(digits, length), std::string_view("/children")}) {
    at = std::copy(part.begin(), part.end(), at);
  }
  *at = '\0';
  return ::open(path, O_RDONLY | O_CLOEXEC);
}

void end_everything(int signal_number) {
  for (auto& pid : registry.pids) {
    const pid_t child = pid.exchange(0);
    if (child > 0) kill_process_tree(child, SIGTERM);
  }
  for (PathPlace& place : registry.paths) {
    if (place.use == PathPlace::Use::in_use) ::unlink(place.path);
  }
  std::signal(signal_number, SIG_DFL);
  ::kill(::getpid(), signal_number);
}

/// Kills the trees of the processes whose ids stand, each with a blank behind it, in a file.
void kill_listed(int file, int signal_number) {
  char text[1024];
  pid_t pid = 0;
  ssize_t got = 0;
  while ((got = ::read(file, text, sizeof text)) > 0) {
    for (const char c : std::string_view(text, static_cast<std::size_t>(got))) {
      if (c >= '0' && c <= '9') {
        pid = pid * 10 + (c - '0');
        continue;
      }
      if (pid > 0) kill_process_tree(pid, signal_number);
      pid = 0;
    }
  }
}

}  // namespace

void clean_up_on_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  struct sigaction action {};
  action.sa_handler = end_everything;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction present {};
    ::sigaction(number, nullptr, &present);
    if (present.sa_handler != SIG_IGN) ::sigaction(number, &action, nullptr);  // nohup stays nohup
  }
}

void kill_process_tree(pid_t pid, int signal_number) {
  ::kill(pid, SIGSTOP);
  const int children = open_children_of(pid);
  if (children >= 0) {
    kill_listed(children, signal_number);
    ::close(children);
  }
  ::kill(pid, signal_number);
  ::kill(pid, SIGCONT);
}

UnlinkOnSignal::UnlinkOnSignal(const std::string& path) {
  if (path.size() >= path_room) return;
  for (int i = 0; i < places; ++i) {
    PathPlace& place = registry.paths[i];
    auto free_place = PathPlace::Use::none;
    if (!place.use.compare_exchange_strong(free_place, PathPlace::Use::taken)) continue;
    std::memcpy(place.path, path.c_str(), path.size() + 1);
    place.use = PathPlace::Use::in_use;
    place_ = i;
    return;
  }
}

UnlinkOnSignal::UnlinkOnSignal(UnlinkOnSignal&& other) noexcept
    : place_(std::exchange(other.place_, -1)) {}

UnlinkOnSignal& UnlinkOnSignal::operator=(UnlinkOnSignal&& other) noexcept {
  std::swap(place_, other.place_);
  return *this;
}

UnlinkOnSignal::~UnlinkOnSignal() {
  if (place_ >= 0) registry.paths[place_].use = PathPlace::Use::none;
}

KillOnSignal::KillOnSignal(pid_t pid) {
  for (int i = 0; i < places; ++i) {
    pid_t free_place = 0;
    if (registry.pids[i].compare_exchange_strong(free_place, pid)) {
      place_ = i;
      return;
    }
  }
}

KillOnSignal::KillOnSignal(KillOnSignal&& other) noexcept
    : place_(std::exchange(other.place_, -1)) {}

KillOnSignal& KillOnSignal::operator=(KillOnSignal&& other) noexcept {
  std::swap(place_, other.place_);
  return *this;
}

KillOnSignal::~KillOnSignal() {
  release();
}

void KillOnSignal::release() {
  if (place_ >= 0) registry.pids[place_] = 0;
  place_ = -1;
}

}  // namespace distcc
