// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/presence.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <thread>
#include <utility>

#include "agent/status_text.h"
#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr Milliseconds longest_start{10'000};
constexpr Milliseconds longest_status{2'000};
constexpr off_t largest_log = 1 << 20;
constexpr int ready_fd = 3;

/// The directory of the place: made if it is missing, and nobody else's.
Result<void> make_private(const std::string& directory) {
  TRY(make_directories(std::string(directory_name(directory))));
  TRY(make_directories(directory, 0700));
  struct stat status {};
  if (::lstat(directory.c_str(), &status) != 0) return fail_errno(directory);
  const bool is_private = S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
                          (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
  if (is_private) return {};
  return fail(Fault::this_machine, ExitCode::access_denied,
              cat(directory, " must belong to this user and be closed to others (mode 0700)"));
}

/// Waits for other starters, which take a moment.
Result<Fd> lock_place(const AgentPlace& place) {
  Fd lock(::open(place.lock_path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return fail_errno(place.lock_path());
  const Deadline deadline = Deadline::after(longest_start);
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (deadline.passed()) {
      return fail(Fault::this_machine, ExitCode::timed_out,
                  cat(place.lock_path(), " is held by another for long"));
    }
    std::this_thread::sleep_for(Milliseconds(10));
  }
  return lock;
}

void block_ending_signals() {
  sigset_t ending;
  sigemptyset(&ending);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&ending, number);
  ::sigprocmask(SIG_BLOCK, &ending, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

/// What compilers are asked with comes from the clients, not from whoever started the agent.
void clear_environment() {
  const Environment environment = Environment::of_process();
  const std::string path = environment.get("PATH").value_or("/usr/bin:/bin");
  const std::string home = environment.get("HOME").value_or("/");
  const auto bus = environment.get("DBUS_SYSTEM_BUS_ADDRESS");
  ::clearenv();
  ::setenv("PATH", path.c_str(), 1);
  ::setenv("HOME", home.c_str(), 1);
  if (bus) ::setenv("DBUS_SYSTEM_BUS_ADDRESS", bus->c_str(), 1);  // the way to the Avahi daemon
}

/// Nothing of the starter stays open: a build tool waits for whoever holds its pipes.
void let_go(int ready) {
  ::setsid();
  if (ready != ready_fd) ::dup2(ready, ready_fd);
  ::fcntl(ready_fd, F_SETFD, FD_CLOEXEC);
  if (::syscall(SYS_close_range, ready_fd + 1, ~0U, 0) != 0) {
    const long most = ::sysconf(_SC_OPEN_MAX);
    for (int fd = ready_fd + 1; fd < most; ++fd) ::close(fd);
  }
  const int null = ::open("/dev/null", O_RDWR);
  for (int fd = 0; fd < ready_fd; ++fd) ::dup2(null, fd);
  ::close(null);
  ::umask(077);
  std::signal(SIGCHLD, SIG_DFL);
  clear_environment();
  (void)!::chdir("/");
}

void log_to_place(const AgentPlace& place) {
  Fd file(::open(place.log_path().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                 0600));
  struct stat status {};
  if (file && ::fstat(file.get(), &status) == 0 && status.st_size > largest_log) {
    (void)!::ftruncate(file.get(), 0);
  }
  if (file) start_log("distcc-agent", LogLevel::notice, log_to_file(std::move(file)));
}

[[noreturn]] void be_agent(const AgentSettings& settings, int ready) {
  let_go(ready);
  log_to_place(settings.place);
  block_ending_signals();
  int status = 0;
  {
    auto agent = Agent::create(settings);
    const auto result = agent ? (*agent)->run([] {
      (void)write_all(ready_fd, "r");
      ::close(ready_fd);
    })
                              : Result<void>(unexpected(agent.error()));
    if (!result) {
      log_error(result.error().text);
      status = to_int(result.error().code);
    }
  }
  ::_exit(status);
}

Result<void> start_in_background(const AgentSettings& settings) {
  Pipe pipe = TRY_VALUE(make_pipe());
  const pid_t pid = ::fork();
  if (pid < 0) return fail_errno("cannot fork");
  if (pid == 0) be_agent(settings, pipe.write_end.get());
  pipe.write_end.reset();
  pollfd waiting{pipe.read_end.get(), POLLIN, 0};
  char byte = 0;
  const bool ready = poll_until(&waiting, 1, Deadline::after(longest_start)) > 0 &&
                     ::read(pipe.read_end.get(), &byte, 1) == 1;
  if (ready) return {};
  return fail(Fault::this_machine, ExitCode::failed,
              cat("the agent did not start; see ", settings.place.log_path()));
}

}  // namespace

Result<void> ensure_agent(const AgentSettings& settings) {
  TRY(make_private(settings.place.directory));
  const Fd lock = TRY_VALUE(lock_place(settings.place));
  const std::string path = settings.place.socket_path();
  AgentRequest question;
  question.kind = AgentRequest::Kind::status;
  const auto running = ask_agent(path, question, Deadline::after(longest_status));
  const auto is_well = [&] {
    ::unlink(settings.place.failure_path().c_str());
    return Result<void>();
  };
  if (running && !is_outdated(*running)) return is_well();
  // The old one keeps what it listens with until it is told, so nobody is turned away.
  const auto old = running ? connect_to_socket(path) : fail_errno("none");
  TRY(start_in_background(settings));
  if (old) {
    AgentRequest retire;
    retire.kind = AgentRequest::Kind::retire;
    const std::string bytes = request_text(retire);
    (void)::write(old->get(), bytes.data(), bytes.size());
  }
  return is_well();
}

Result<void> run_in_foreground(const AgentSettings& settings) {
  TRY(make_private(settings.place.directory));
  Fd lock = TRY_VALUE(lock_place(settings.place));
  block_ending_signals();
  const auto agent = TRY_VALUE(Agent::create(settings));
  return agent->run([&lock] { lock.reset(); });
}

}  // namespace distcc
