// SPDX-License-Identifier: GPL-3.0-or-later
//
// What must not outlive this process: temporary files and running children. A client is often
// ended by Ctrl-C or by a make that gives up, in the middle of a blocking call; so the list lives
// in fixed memory and a signal handler can work it off with nothing but system calls.
//
// A compiler driver that is killed leaves its cc1 running. So each child is ended with all its
// descendants: stopped first, so that it makes no new ones while its children are looked up.
#pragma once

#include <sys/types.h>

#include <string>

namespace distcc {

/// From here on INT, TERM and HUP end all that is registered, then this process, by the same
/// signal. SIGPIPE is ignored.
void clean_up_on_signals();

/// Sends `signal_number` to `pid` and everything it started. Safe in a signal handler.
void kill_process_tree(pid_t pid, int signal_number);

/// While this lives, the path is unlinked if a signal ends the process. Paths of 512 bytes or
/// more, and more than 16 at once, are not covered by signals (only by their owner).
class UnlinkOnSignal {
 public:
  explicit UnlinkOnSignal(const std::string& path);
  UnlinkOnSignal(UnlinkOnSignal&& other) noexcept;
  UnlinkOnSignal& operator=(UnlinkOnSignal&& other) noexcept;
  UnlinkOnSignal(const UnlinkOnSignal&) = delete;
  UnlinkOnSignal& operator=(const UnlinkOnSignal&) = delete;
  ~UnlinkOnSignal();

 private:
  int place_ = -1;
};

/// While this lives, the child and its descendants are killed if a signal ends the process.
class KillOnSignal {
 public:
  explicit KillOnSignal(pid_t pid);
  KillOnSignal(KillOnSignal&& other) noexcept;
  KillOnSignal& operator=(KillOnSignal&& other) noexcept;
  KillOnSignal(const KillOnSignal&) = delete;
  KillOnSignal& operator=(const KillOnSignal&) = delete;
  ~KillOnSignal();

  /// The child has been waited for.
  void release();

 private:
  int place_ = -1;
};

}  // namespace distcc
