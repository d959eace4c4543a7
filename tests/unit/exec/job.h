// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the tests of exec share: a job with a directory of its own, a shell script as its compiler,
// and all that this wrote.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/io.h"
#include "base/scratch.h"
#include "exec/sandbox.h"

namespace distcc::exec_tests {

/// One sandbox for all tests of a process: confined where this machine allows it, or plain.
inline const Sandbox& sandbox(bool confined) {
  static const Sandbox yes = Sandbox::prepare({});
  static const Sandbox no =
      Sandbox::prepare({.wanted = false, .jobs = {}, .visible = {}, .writable = {}});
  return confined ? yes : no;
}

/// A directory, and a compiler that is about to run in it.
class Job {
 public:
  Job() : directory_(std::move(*ScratchDirectory::create(temporary_directory(), "exec_test_"))) {
    run_.environment = {"PATH=/usr/bin:/bin"};
    run_.job_directory = directory_.path();
    output_ = std::move(*make_memory_file("output"));
    run_.stdout_fd = output_.get();
    run_.stderr_fd = output_.get();
  }

  /// The compiler will be a shell with this script.
  Job& script(const std::string& text) { return command({"/bin/sh", "-c", text}); }
  Job& command(const std::vector<std::string>& words) {
    run_.program = words.front();
    run_.words = words;
    return *this;
  }

  [[nodiscard]] CompilerRun& run() { return run_; }
  [[nodiscard]] const std::string& path() const { return run_.job_directory; }
  [[nodiscard]] std::string file(const std::string& name) const { return path() + "/" + name; }
  [[nodiscard]] std::string content(const std::string& name) const {
    return read_file(file(name), 1 << 26).value_or("(no such file)");
  }

  /// Runs it to its end. A launch that fails has the status 255 << 8 and its error as the output.
  WaitStatus run_in(const Sandbox& where) {
    auto running = where.start(run_);
    if (running) return running->wait();
    static_cast<void>(write_all(output_.get(), running.error().text));
    return WaitStatus::exited(255);
  }

  [[nodiscard]] std::string output() const {
    ::lseek(output_.get(), 0, SEEK_SET);
    return *read_to_end(output_.get(), 1 << 26);
  }

 private:
  ScratchDirectory directory_;
  CompilerRun run_;
  Fd output_;
};

/// Whether nobody holds the other end of this pipe any more, or soon does not.
inline bool hangs_up(int read_end, Milliseconds within) {
  pollfd entry{read_end, 0, 0};
  return poll_until(&entry, 1, Deadline::after(within)) == 1 && (entry.revents & POLLHUP) != 0;
}

/// Makes this process, if it is root, an ordinary one. For children of a test.
inline bool become_ordinary_user() {
  if (::geteuid() != 0) return true;
  constexpr uid_t nobody = 65534;
  return ::setgid(nobody) == 0 && ::setuid(nobody) == 0;
}

}  // namespace distcc::exec_tests

/// Ends the test, as skipped, where the kernel confines nothing.
#define SKIP_UNLESS_CONFINED()                         \
  if (!::distcc::exec_tests::sandbox(true).confines()) \
  GTEST_SKIP() << ::distcc::exec_tests::sandbox(true).describe()
