// SPDX-License-Identifier: GPL-3.0-or-later
//
// Processes hold the write end of a pipe: its end tells that the last of them is gone.
#include "base/cleanup.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>
#include <utility>

#include "base/files.h"
#include "base/io.h"
#include "base/process.h"
#include "base/scratch.h"

namespace distcc {
namespace {

/// A forked process that runs `story` with a pipe to us, then sleeps until a signal ends it.
class Other {
 public:
  explicit Other(const std::function<void(int to_test)>& story) {
    Pipe pipe = *make_pipe();
    pid_ = ::fork();
    if (pid_ == 0) {
      pipe.read_end.reset();
      ::alarm(30);
      // Whoever runs the tests may have left these ignored, as nohup does.
      for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_DFL);
      story(pipe.write_end.get());
      (void)!::write(pipe.write_end.get(), "r", 1);
      while (true) ::pause();
    }
    from_ = std::move(pipe.read_end);
  }
  ~Other() { wait(SIGKILL); }
  Other(Other&&) = delete;

  /// It has run its story.
  [[nodiscard]] bool is_ready() const { return *read_to_end(from_.get(), 1) == "r"; }
  /// Sends the signal, and waits until nobody holds the pipe any more. How it ended.
  WaitStatus end(int signal_number) {
    ::kill(pid_, signal_number);
    EXPECT_EQ(*read_to_end(from_.get(), 10), "");
    return wait(0);
  }

 private:
  WaitStatus wait(int signal_number) {
    if (pid_ <= 0) return WaitStatus();
    int status = 0;
    if (signal_number != 0) ::kill(pid_, signal_number);
    ::waitpid(std::exchange(pid_, 0), &status, 0);
    return WaitStatus(status);
  }
  pid_t pid_ = 0;
  Fd from_;
};

/// Starts a shell with children and grandchildren, all holding `pipe`, and waits until they run.
Child start_tree(int pipe) {
  Pipe ready = *make_pipe();
  ChildSettings settings;
  settings.words = {"sh", "-c",
                    "sh -c 'sleep 1000 & echo x >&2; wait' & sleep 1000 & echo x >&2; wait"};
  settings.stdout_fd = pipe;
  settings.stderr_fd = ready.write_end.get();
  settings.ends_with_parent = false;
  Child child = *Child::start(settings);
  EXPECT_EQ(*read_to_end(ready.read_end.get(), 4), "x\nx\n");
  return child;
}

TEST(KillProcessTree, EndsAllDescendants) {
  Pipe pipe = *make_pipe();
  Child child = start_tree(pipe.write_end.get());
  pipe.write_end.reset();
  kill_process_tree(child.pid(), SIGTERM);
  EXPECT_EQ(*read_to_end(pipe.read_end.get(), 10), "");
  EXPECT_EQ(child.wait().signal_number(), SIGTERM);
}

TEST(KillProcessTree, ADroppedChildTakesItsDescendantsAlong) {
  Pipe pipe = *make_pipe();
  { const Child child = start_tree(pipe.write_end.get()); }
  pipe.write_end.reset();
  EXPECT_EQ(*read_to_end(pipe.read_end.get(), 10), "");
}

class CleanUpOnSignals : public testing::TestWithParam<int> {
 protected:
  ScratchDirectory case_ = *ScratchDirectory::create(temporary_directory(), "cleanup_");
  std::string file_ = case_.path() + "/a.o.tmp";
};

TEST_P(CleanUpOnSignals, UnlinksAndDiesOfTheSignal) {
  Other other([this](int) {
    clean_up_on_signals();
    (void)replace_file(file_, "half");
    new UnlinkOnSignal(file_);
  });
  ASSERT_TRUE(other.is_ready());
  ASSERT_TRUE(file_exists(file_));
  const WaitStatus status = other.end(GetParam());
  EXPECT_EQ(status.signal_number(), GetParam());
  EXPECT_FALSE(file_exists(file_));
}

TEST_P(CleanUpOnSignals, EndsRunningCompilersWithAllTheyStarted) {
  Other other([](int to_test) {
    clean_up_on_signals();
    new Child(start_tree(to_test));
  });
  ASSERT_TRUE(other.is_ready());
  EXPECT_EQ(other.end(GetParam()).signal_number(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Signals, CleanUpOnSignals, testing::Values(SIGINT, SIGTERM, SIGHUP));

using CleanUp = CleanUpOnSignals;

TEST_F(CleanUp, LeavesWhatIsNoLongerRegistered) {
  Other other([this](int) {
    clean_up_on_signals();
    (void)replace_file(file_, "whole");
    const UnlinkOnSignal guard(file_);
  });
  ASSERT_TRUE(other.is_ready());
  other.end(SIGTERM);
  EXPECT_TRUE(file_exists(file_));
}

TEST_F(CleanUp, LeavesAHangUpIgnoredThatWasIgnored) {
  Other other([](int) {
    std::signal(SIGHUP, SIG_IGN);
    clean_up_on_signals();
    ::raise(SIGHUP);
  });
  ASSERT_TRUE(other.is_ready());
  EXPECT_EQ(other.end(SIGTERM).signal_number(), SIGTERM);
}

TEST_F(CleanUp, HasRoomForSixteenPathsAndReusesIt) {
  Other other([this](int) {
    clean_up_on_signals();
    for (int i = 0; i < 100; ++i) const UnlinkOnSignal passing(case_.path() + "/passing");
    for (int i = 0; i < 16; ++i) {
      const std::string path = case_.path() + "/" + std::to_string(i);
      (void)replace_file(path, "");
      new UnlinkOnSignal(path);
    }
  });
  ASSERT_TRUE(other.is_ready());
  other.end(SIGTERM);
  for (int i = 0; i < 16; ++i) EXPECT_FALSE(file_exists(case_.path() + "/" + std::to_string(i)));
}

TEST_F(CleanUp, AMovedGuardStillUnlinks) {
  Other other([this](int) {
    clean_up_on_signals();
    (void)replace_file(file_, "half");
    UnlinkOnSignal first(file_);
    new UnlinkOnSignal(std::move(first));
  });
  ASSERT_TRUE(other.is_ready());
  other.end(SIGTERM);
  EXPECT_FALSE(file_exists(file_));
}

}  // namespace
}  // namespace distcc
