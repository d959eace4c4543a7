// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs a compiler for somebody else. Where the kernel allows it each run has a mount, pid and IPC
// namespace of its own and none has a network: the file system is read-only but for the directory
// of the job, other people's places (/home, /root, /run, /var, /tmp …) are hidden, there are no
// privileges to be had, and limits on memory, processes and file size. What an older or
// locked-down kernel cannot give is told once, by describe().
//
// Not done: no filter of system calls (seccomp). The compiler has no capability and reaches no
// socket, device or process but its own; a filter would narrow what is left, the kernel's own bugs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "exec/client_root.h"
#include "exec/launch.h"
#include "exec/running_compiler.h"

namespace distcc {

struct SandboxSettings {
  bool wanted = true;                 ///< false: plain processes, by the administrator's choice
  std::string jobs;                   ///< the directory that holds all job directories, however
                                      ///< deep; empty: temporary_directory()
  std::vector<std::string> visible;   ///< absolute directories to show read-only although hidden
  std::vector<std::string> writable;  ///< absolute directories to show writable (a ccache)
};

/// One compiler to be run.
struct CompilerRun {
  std::string program;                   ///< absolute path
  std::vector<std::string> words;        ///< words[0] as the compiler is to see it
  std::vector<std::string> environment;  ///< the whole of it, "NAME=value"
  std::string job_directory;             ///< absolute, on this machine; the compiler's cwd
  /// A directory of the job's, by name, that becomes the compiler's "/" (client_root.h). It has
  /// been through SystemPlaces::prepare(). Only where compilers are confined; empty: none.
  std::string client_root;
  std::string directory;  ///< with a client's root: the compiler's cwd, as it sees it
  int stdout_fd = -1;
  int stderr_fd = -1;
  RunLimits limits;
};

class Sandbox {
 public:
  /// Prepares what all runs share. Call it before threads start, as the user that will start the
  /// compilers, and when this process has decided about its signals. Never fails: where namespaces
  /// are refused, runs are confined less, and describe() says so.
  static Sandbox prepare(const SandboxSettings& settings);
  Sandbox(Sandbox&&) noexcept;
  Sandbox& operator=(Sandbox&&) = delete;
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  ~Sandbox();

  [[nodiscard]] bool confines() const;
  /// One line for the log: what is confined, or what is missing and why.
  [[nodiscard]] const std::string& describe() const;

  /// The path under which a compiler sees its job directory. A confined compiler finds the same
  /// directory at /tmp and /var/tmp.
  [[nodiscard]] std::string path_inside(const std::string& job_directory) const;

  /// What is the server's own in a client's root.
  [[nodiscard]] const SystemPlaces& system_places() const;

  /// Starts a compiler. Thread-safe. An error with ExitCode::compiler_missing when it cannot be
  /// executed. It ends with this process, even if that is killed; one that is not confined ends
  /// already with the calling thread, which therefore has to wait for it.
  [[nodiscard]] Result<RunningCompiler> start(const CompilerRun& run) const;

 private:
  struct State;
  explicit Sandbox(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace distcc
