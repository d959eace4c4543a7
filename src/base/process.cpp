// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/paths.h"
#include "base/text.h"

namespace distcc {

std::string WaitStatus::describe() const {
  if (success()) return "completed ok";
  if (signalled()) {
    return cat("failed: ", strsignal(signal_number()), dumped_core() ? " (core dumped)" : "");
  }
  return exit_code() == 1 ? std::string("failed") : cat("failed with exit code ", exit_code());
}

std::vector<std::string> environment_with(const std::vector<std::string>& changes) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    bool replaced = false;
    for (const std::string& change : changes) {
      const std::size_t name_end = change.find('=') + 1;
      replaced =
          replaced || text.substr(0, name_end) == std::string_view(change).substr(0, name_end);
    }
    if (!replaced) environment.emplace_back(text);
  }
  environment.insert(environment.end(), changes.begin(), changes.end());
  return environment;
}

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

namespace {

/// All that the child needs between vfork and exec, made before: it may only make system calls.
struct Launch {
  const char* program;
  char* const* words;
  char* const* environment;
  int redirect[3];
  bool ends_with_parent;
  pid_t parent;
  sigset_t mask;
};

[[noreturn]] void become(const Launch& launch, volatile int& failure) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) {
    struct sigaction action {};
    ::sigaction(number, nullptr, &action);
    if (action.sa_handler != SIG_DFL && (action.sa_handler != SIG_IGN || number == SIGPIPE)) {
      std::signal(number, SIG_DFL);
    }
  }
  if (launch.ends_with_parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != launch.parent) ::_exit(0);
  }
  for (int i = 0; i < 3; ++i) {
    if (launch.redirect[i] >= 0) ::dup2(launch.redirect[i], i);
  }
  ::sigprocmask(SIG_SETMASK, &launch.mask, nullptr);
  ::execve(launch.program, launch.words, launch.environment);
  failure = errno;
  ::_exit(to_int(ExitCode::compiler_missing));
}

std::string program_path(const std::string& word) {
  if (word.find('/') != std::string::npos) return word;
  const char* search_path = std::getenv("PATH");
  return find_program(word, search_path == nullptr ? "/usr/bin:/bin" : search_path);
}

}  // namespace

Result<Child> Child::start(const ChildSettings& settings) {
  const std::string program =
      settings.program.empty() ? program_path(settings.words.front()) : settings.program;
  if (program.empty()) {
    return fail(Fault::this_machine, ExitCode::compiler_missing,
                cat("failed to exec ", settings.words.front(), ": No such file or directory"));
  }
  const auto words = pointers_to(settings.words);
  const auto environment_words = environment_with(settings.environment);
  const auto environment = pointers_to(environment_words);
  Launch launch{program.c_str(),
                words.data(),
                environment.data(),
                {settings.stdin_fd, settings.stdout_fd, settings.stderr_fd},
                settings.ends_with_parent,
                ::getpid(),
                {}};
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, &launch.mask);  // our handlers must not run in the child
  volatile int failure = 0;
  const pid_t pid = ::vfork();
  if (pid == 0) become(launch, failure);
  const int fork_error = errno;
  Child child(pid);
  ::sigprocmask(SIG_SETMASK, &launch.mask, nullptr);
  if (pid < 0) {
    errno = fork_error;
    return fail_errno("cannot fork");
  }
  if (failure != 0) {
    child.wait();
    return fail(Fault::this_machine, ExitCode::compiler_missing,
                cat("failed to exec ", settings.words.front(), ": ", std::strerror(failure)));
  }
  return child;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), guard_(std::move(other.guard_)) {}

Child::~Child() {
  if (pid_ <= 0) return;
  kill_process_tree(pid_, SIGKILL);
  wait();
}

WaitStatus Child::wait() {
  int raw = 0;
  while (::waitpid(pid_, &raw, 0) < 0 && errno == EINTR) {
  }
  guard_.release();
  pid_ = -1;
  return WaitStatus(raw);
}

}  // namespace distcc
