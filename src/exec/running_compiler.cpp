// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/running_compiler.h"

#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "base/cleanup.h"

namespace distcc {
namespace {

int reap(pid_t pid) {
  int raw = 0;
  while (::waitpid(pid, &raw, 0) < 0 && errno == EINTR) {
  }
  return raw;
}

/// Waits for the end, but leaves the process number taken, so that its group can still be killed.
void wait_for_end(pid_t pid) {
  siginfo_t ended{};
  while (::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
}

}  // namespace

RunningCompiler::RunningCompiler(RunningCompiler&& other) noexcept
    : processes_(std::move(other.processes_)) {
  other.processes_.compiler = -1;
}

RunningCompiler::~RunningCompiler() {
  if (processes_.compiler < 0) return;
  kill();
  wait();
}

void RunningCompiler::kill() {
  if (processes_.compiler < 0) return;
  if (processes_.namespace_init > 0) {
    ::kill(processes_.namespace_init, SIGKILL);
    return;
  }
  kill_process_tree(processes_.compiler, SIGKILL);
  ::kill(-processes_.compiler, SIGKILL);
}

WaitStatus RunningCompiler::wait() {
  const pid_t compiler = std::exchange(processes_.compiler, -1);
  if (processes_.namespace_init < 0) {
    wait_for_end(compiler);
    ::kill(-compiler, SIGKILL);
    return WaitStatus(reap(compiler));
  }
  // The compiler first: the first process of a namespace ends only after all others are reaped.
  const WaitStatus status(reap(compiler));
  ::kill(processes_.namespace_init, SIGKILL);
  reap(processes_.namespace_init);
  processes_.init_stack.reset();
  return status;
}

}  // namespace distcc
