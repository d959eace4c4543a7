// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <memory>

#include "base/fd.h"
#include "base/process.h"

namespace distcc {

/// What a launch has made: the compiler and, when it is confined, the idle first process of its
/// pid namespace, whose end is the end of everything in there.
struct LaunchedProcesses {
  pid_t compiler = -1;
  pid_t namespace_init = -1;           ///< -1: the compiler leads a process group instead
  std::unique_ptr<char[]> init_stack;  ///< in use until that process has been reaped
  Fd end_fd;                           ///< becomes readable when the compiler has ended
};

/// A compiler at work. Killed with all that it started, and reaped, when dropped before its end.
/// Nobody else in this process may reap children that are not theirs (no waitpid(-1)).
class RunningCompiler {
 public:
  explicit RunningCompiler(LaunchedProcesses processes) : processes_(std::move(processes)) {}
  RunningCompiler(RunningCompiler&& other) noexcept;
  RunningCompiler& operator=(RunningCompiler&&) = delete;
  RunningCompiler(const RunningCompiler&) = delete;
  RunningCompiler& operator=(const RunningCompiler&) = delete;
  ~RunningCompiler();

  /// Readable (poll) when it has ended.
  [[nodiscard]] int poll_fd() const { return processes_.end_fd.get(); }
  /// Ends it and all its descendants, at once. wait() tells how it ended.
  void kill();
  /// Waits for its end (blocking); what it left running is ended too. Once only.
  WaitStatus wait();

 private:
  LaunchedProcesses processes_;
};

}  // namespace distcc
