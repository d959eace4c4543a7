// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/build_watch.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>

#include "activity/builds.h"
#include "activity/journal.h"
#include "activity/summary.h"
#include "base/files.h"
#include "base/io.h"
#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::array<std::string_view, 14> build_programs = {
    "make",  "gmake", "bmake", "ninja",  "ninja-build",    "samu",     "cmake",
    "ctest", "meson", "scons", "emerge", "dpkg-buildpack", "rpmbuild", "bazel"};

constexpr int most_ancestors = 64;

/// Reads /proc/PID/stat, whose second field is the name in parentheses and may hold anything.
std::optional<Ancestor> read_process(int pid, int& parent) {
  const auto text = read_file(cat("/proc/", pid, "/stat"), 8192);
  if (!text) return std::nullopt;
  const std::size_t open = text->find('(');
  const std::size_t close = text->rfind(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return std::nullopt;
  const auto fields = split_words(std::string_view(*text).substr(close + 1));
  if (fields.size() < 20) return std::nullopt;
  parent = static_cast<int>(parse_integer(fields[1]).value_or(0));
  Ancestor process;
  process.pid = pid;
  process.name = text->substr(open + 1, close - open - 1);
  process.session = static_cast<int>(parse_integer(fields[3]).value_or(0));
  process.started = fields[19];
  return process;
}

std::vector<Ancestor> read_ancestors() {
  std::vector<Ancestor> ancestors;
  int pid = ::getppid();
  while (pid > 1 && ancestors.size() < most_ancestors) {
    int parent = 0;
    auto process = read_process(pid, parent);
    if (!process) break;
    ancestors.push_back(std::move(*process));
    pid = parent;
  }
  return ancestors;
}

/// A name that one process of this machine has at a time, and that goes with it. Nothing when
/// another has it.
Fd take_name(std::string_view name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string full = cat("distcc-build-", ::getuid(), "-", name);
  const std::size_t length = std::min(full.size(), sizeof address.sun_path - 1);
  std::memcpy(address.sun_path + 1, full.data(), length);  // after a zero: no file is made
  Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (socket && ::bind(socket.get(), generic, size) != 0) socket.reset();
  return socket;
}

/// Of all descriptors these three are left, as 0, 1 and 2.
void keep_only(std::array<int, 3> kept) {
  for (int& fd : kept) fd = ::fcntl(fd, F_DUPFD, 3);
  for (int place = 0; place < 3; ++place) ::dup2(kept[static_cast<std::size_t>(place)], place);
  ::syscall(SYS_close_range, 3U, ~0U, 0U);
}

void wait_for_end(int pidfd) {
  pollfd waiting{pidfd, POLLIN, 0};
  poll_until(&waiting, 1, Deadline::never());
}

void tell_summary(int fd, const std::string& directory, std::string_view name) {
  Builds builds;
  for (JobRecord& record : JournalReader(directory).read_new()) builds.add(std::move(record));
  const Build* build = builds.called(name);
  if (build != nullptr) (void)write_all(fd, summary_text(*build));
}

/// The life of the process that is left behind: a grandchild, so that nobody has to wait for it.
[[noreturn]] void watch(const Fd& held, const Fd& program, const Fd& target,
                        const std::string& directory, const std::string& name) {
  ::setsid();
  if (::fork() != 0) ::_exit(0);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_DFL);
  ::signal(SIGPIPE, SIG_IGN);
  keep_only({held.get(), program.get(), target.get()});
  (void)!::chdir("/");  // it must not keep a file system busy
  wait_for_end(1);
  tell_summary(2, directory, name);
  ::_exit(0);
}

}  // namespace

const Ancestor* build_program(const std::vector<Ancestor>& ancestors, int session) {
  const Ancestor* found = ancestors.empty() ? nullptr : &ancestors.front();
  for (const Ancestor& ancestor : ancestors) {
    if (ancestor.session != session) break;
    const bool known = std::find(build_programs.begin(), build_programs.end(), ancestor.name) !=
                       build_programs.end();
    if (known) found = &ancestor;
  }
  return found;
}

std::string watch_build(const World& world) {
  const auto ancestors = read_ancestors();
  const Ancestor* program = build_program(ancestors, ::getsid(0));
  if (program == nullptr) return {};
  std::string name = cat(program->name, "-", program->pid, "-", program->started);
  const Fd held = take_name(name);
  if (!held) return name;
  const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, program->pid, 0)));
  const std::string error_path = cat("/proc/", program->pid, "/fd/2");
  const Fd target(
      ::open(error_path.c_str(), O_WRONLY | O_APPEND | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!process || !target) return name;
  ::fcntl(target.get(), F_SETFL, O_APPEND);  // only opening must not wait
  const pid_t child = ::fork();
  if (child == 0) {
    watch(held, process, target, absolute_path(world.options.directory, world.directory), name);
  }
  if (child > 0) ::waitpid(child, nullptr, 0);
  return name;
}

}  // namespace distcc
