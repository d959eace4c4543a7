// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/cleanup.h"
#include "base/result.h"

namespace distcc {

/// How a process ended, as wait(2) tells it.
class WaitStatus {
 public:
  explicit WaitStatus(int raw = 0) : raw_(raw) {}
  static WaitStatus exited(int code) { return WaitStatus(code << 8); }

  [[nodiscard]] int raw() const { return raw_; }
  [[nodiscard]] bool success() const { return raw_ == 0; }
  [[nodiscard]] bool signalled() const { return signal_number() != 0; }
  [[nodiscard]] int signal_number() const { return raw_ & 0x7f; }
  [[nodiscard]] bool dumped_core() const { return (raw_ & 0x80) != 0; }
  /// The exit code; 128 + number when a signal ended it, as a shell would say.
  [[nodiscard]] int exit_code() const {
    return signalled() ? 128 + signal_number() : (raw_ >> 8) & 0xff;
  }
  /// "completed ok", "failed", "failed with exit code 4", "failed: Segmentation fault (core
  /// dumped)".
  [[nodiscard]] std::string describe() const;

  friend bool operator==(WaitStatus, WaitStatus) = default;

 private:
  int raw_;
};

struct ChildSettings {
  std::vector<std::string> words;        ///< as the program sees them
  std::string program;                   ///< its path; empty: words[0], searched in PATH
  std::vector<std::string> environment;  ///< "NAME=value", added to or replacing our own
  int stdin_fd = -1;                     ///< -1: inherited
  int stdout_fd = -1;
  int stderr_fd = -1;
  bool ends_with_parent = true;  ///< SIGTERM when this process dies, even by SIGKILL
};

/// A running child process; it is killed with its descendants and reaped when dropped unwaited.
class Child {
 public:
  /// Starts the program. When it cannot be executed the error has ExitCode::compiler_missing.
  static Result<Child> start(const ChildSettings& settings);

  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Waits for its end (blocking).
  WaitStatus wait();

 private:
  explicit Child(pid_t pid) : pid_(pid), guard_(pid) {}
  pid_t pid_;
  KillOnSignal guard_;
};

/// The environment of this process with `changes` ("NAME=value") put in.
std::vector<std::string> environment_with(const std::vector<std::string>& changes);

/// `words` as execve(2) wants them; valid while `words` lives.
std::vector<char*> pointers_to(const std::vector<std::string>& words);

}  // namespace distcc
