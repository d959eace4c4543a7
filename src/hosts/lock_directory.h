// SPDX-License-Identifier: GPL-3.0-or-later
//
// DISTCC_DIR/lock: empty files whose POSIX record locks mean something (distcc-compat.md 5.6).
//
// Two properties of these locks shape the code. Closing any descriptor of a file drops all locks
// that this process has on it: so a file whose lock we hold is never opened again. And a lock goes
// when the file is closed, also by SIGKILL; the kernel drops the lock first and reports the close
// of a writable descriptor to inotify after: so who looks at a lock after such a report sees it
// free, and who began to watch before the look cannot miss a report. (The report comes when the
// last copy of the descriptor is closed; they are close-on-exec, so no compiler keeps one.)
#pragma once

#include <chrono>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace distcc {

class LockDirectory {
 public:
  /// Nothing is looked at or made yet.
  explicit LockDirectory(std::string path) : path_(std::move(path)) {}

  /// Locks the file called `name`, made when missing. The descriptor is empty when another process
  /// has the lock; finding that out costs one report to those who watch.
  [[nodiscard]] Result<Fd> lock(const std::string& name) const;
  /// Whether another process has the lock. Nobody who watches hears of the question.
  [[nodiscard]] bool is_locked(const std::string& name) const;
  /// Locks the file, waiting in the kernel's queue until its turn has come.
  [[nodiscard]] Result<Fd> wait_for_lock(const std::string& name) const;

  /// From here on, wait_for_release() returns when a lock may have been given back. Where the
  /// kernel cannot watch (no inotify left, a network file system), it waits all of `longest`.
  void watch();
  void wait_for_release(std::chrono::milliseconds longest);

 private:
  [[nodiscard]] Result<Fd> open(const std::string& name) const;
  std::string path_;
  Fd watch_;  ///< kept until the end: closing it takes the kernel milliseconds
};

}  // namespace distcc
