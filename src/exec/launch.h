// SPDX-License-Identifier: GPL-3.0-or-later
//
// The way from the daemon to a running compiler, made for a daemon with many threads and much
// memory: every process on the way shares the daemon's memory until it executes the compiler
// (as after vfork), so that nothing is copied, and may only make system calls.
//
//   daemon ── clone ──► entrant   joins the namespaces of the view, makes a mount, pid and IPC
//                          │      namespace for this job, mounts the directory of the job
//                          ├────► init       process 1 of the pid namespace; sleeps
//                          └────► compiler   drops all privileges, executes
//
// The entrant ends at once; init and compiler are children of the daemon. There is an init because
// a compiler as process 1 would not die of its own abort(), and it is this idle process because
// executing another program would cost more than all the rest. It holds no descriptor but one of
// the daemon as a process, and keeps its capabilities, without which the compiler may neither trace
// it nor read its memory, which is the daemon's. It ends by itself when the daemon does, even by
// SIGKILL, and with it the kernel ends all that lives in the namespace.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "exec/running_compiler.h"

namespace distcc {

/// Where the directory of a job is mounted; the view has the parent of all of them there.
constexpr char job_mount_point[] = "/distcc";

/// The namespaces that all confined compilers share: user, network, and the read-only view.
struct Namespaces {
  Fd user;
  Fd network;
  Fd mounts;
};

struct ClientRoot;

struct RunLimits {
  std::size_t memory_bytes = 0;  ///< address space of one process; 0: none
  std::size_t file_bytes = 0;    ///< largest file; 0: none
  /// Processes of one job; 0: none. Counted with all others of the user where a job has no user
  /// namespace of its own (plain, or without /proc). The kernel never limits those of root.
  int processes = 0;
};

/// One launch. All is the caller's and lives until launch() returns.
struct LaunchSettings {
  const char* program = nullptr;  ///< nullptr: a trial, which ends well instead of executing
  char* const* words = nullptr;
  char* const* environment = nullptr;
  int redirect[3] = {-1, -1, -1};
  const Namespaces* namespaces = nullptr;   ///< nullptr: not confined
  const char* job_in_view = nullptr;        ///< confined: the job's directory as the view shows it
  const ClientRoot* client_root = nullptr;  ///< confined: what becomes "/"; nullptr: the view
  const char* directory = nullptr;          ///< the compiler's cwd, as it sees it
  bool mounts_proc = false;
  RunLimits limits;
  std::span<const int> changed_signals;  ///< what the compiler does not inherit, from below
};

/// The signals that this process handles or ignores. To be looked up once: it is 64 system calls.
std::vector<int> changed_signals();

/// Starts it. An error has ExitCode::compiler_missing when the program could not be executed.
Result<LaunchedProcesses> launch(const LaunchSettings& settings);

}  // namespace distcc
