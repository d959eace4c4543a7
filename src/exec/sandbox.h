// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs a compiler for somebody else. Where the kernel allows it each run has a mount, pid and
// network namespace of its own: the file system read-only but for the directory of the job, other
// people's places (/home, /root, /run, /var, /tmp …) hidden, no network, no new privileges, limits
// on memory, processes, file size and time. What an older or locked-down kernel cannot give is
// told once, by describe().
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/process.h"
#include "base/result.h"

namespace distcc {

struct SandboxSettings {
  bool wanted = true;                  ///< false: plain processes, by the administrator's choice
  std::vector<std::string> visible;    ///< absolute directories to show read-only although hidden
  std::vector<std::string> writable;   ///< absolute directories to show writable (a ccache)
};

struct RunLimits {
  std::size_t memory_bytes = 0;     ///< address space of one process; 0: none
  std::size_t file_bytes = 0;       ///< largest file; 0: none
  int processes = 0;                ///< 0: none
};

/// One compiler to be run.
struct CompilerRun {
  std::string program;                   ///< absolute path
  std::vector<std::string> words;        ///< words[0] as the compiler is to see it
  std::vector<std::string> environment;  ///< the whole of it, "NAME=value"
  std::string job_directory;             ///< absolute, on this machine; the compiler's cwd
  int stdout_fd = -1;
  int stderr_fd = -1;
  RunLimits limits;
};

/// A compiler at work. Killed with all that it started, and reaped, when dropped before its end.
class RunningCompiler {
 public:
  RunningCompiler(pid_t pid, Fd pid_fd);
  RunningCompiler(RunningCompiler&& other) noexcept;
  RunningCompiler& operator=(RunningCompiler&&) = delete;
  RunningCompiler(const RunningCompiler&) = delete;
  RunningCompiler& operator=(const RunningCompiler&) = delete;
  ~RunningCompiler();

  /// Readable (poll) when it has ended.
  [[nodiscard]] int poll_fd() const { return pid_fd_.get(); }
  /// Ends it and all its descendants, at once. wait() tells how it ended.
  void kill();
  WaitStatus wait();

 private:
  pid_t pid_;
  Fd pid_fd_;
};

class Sandbox {
 public:
  /// Prepares what all runs share. Call it before threads start. Never fails: where namespaces are
  /// refused, runs are confined less, and describe() says so.
  static Sandbox prepare(const SandboxSettings& settings);
  Sandbox(Sandbox&&) noexcept;
  ~Sandbox();

  [[nodiscard]] bool confines() const;
  /// One line for the log: what is confined, or what is missing and why.
  [[nodiscard]] const std::string& describe() const;

  /// The path under which a compiler sees its job directory.
  [[nodiscard]] std::string path_inside(const std::string& job_directory) const;

  /// Starts a compiler. Thread-safe. An error with ExitCode::compiler_missing when it cannot be
  /// executed.
  Result<RunningCompiler> start(const CompilerRun& run) const;

 private:
  Sandbox();
  struct State;
  State* state_;
};

}  // namespace distcc
