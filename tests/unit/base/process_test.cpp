// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/io.h"
#include "base/scratch.h"

namespace distcc {
namespace {

TEST(WaitStatus, IsDescribedAsPeopleGrepForIt) {
  EXPECT_EQ(WaitStatus().describe(), "completed ok");
  EXPECT_EQ(WaitStatus::exited(1).describe(), "failed");
  EXPECT_EQ(WaitStatus::exited(4).describe(), "failed with exit code 4");
  EXPECT_EQ(WaitStatus(SIGSEGV).describe(), "failed: Segmentation fault");
  EXPECT_EQ(WaitStatus(SIGSEGV | 0x80).describe(), "failed: Segmentation fault (core dumped)");
}

TEST(WaitStatus, IsTakenApart) {
  EXPECT_TRUE(WaitStatus().success());
  EXPECT_EQ(WaitStatus::exited(110).raw(), 0x6e00);
  EXPECT_EQ(WaitStatus::exited(110).exit_code(), 110);
  EXPECT_FALSE(WaitStatus::exited(110).signalled());
  EXPECT_EQ(WaitStatus(SIGKILL).exit_code(), 128 + SIGKILL);
  EXPECT_EQ(WaitStatus(SIGKILL).signal_number(), SIGKILL);
  EXPECT_FALSE(WaitStatus(SIGKILL).success());
  EXPECT_FALSE(WaitStatus(SIGKILL).dumped_core());
}

struct Finished {
  WaitStatus status;
  std::string output;
};

/// Runs the shell text, with its standard output caught.
Finished run_shell(const std::string& text, const std::vector<std::string>& environment = {}) {
  Pipe pipe = *make_pipe();
  ChildSettings settings;
  settings.words = {"sh", "-c", text};
  settings.environment = environment;
  settings.stdout_fd = pipe.write_end.get();
  Child child = *Child::start(settings);
  pipe.write_end.reset();
  std::string output = *read_to_end(pipe.read_end.get(), 100000);
  return {child.wait(), std::move(output)};
}

TEST(Child, RunsAProgramFoundInPath) {
  const Finished run = run_shell("echo hello");
  EXPECT_TRUE(run.status.success());
  EXPECT_EQ(run.output, "hello\n");
}

TEST(Child, ReturnsItsExitCode) {
  EXPECT_EQ(run_shell("exit 7").status.exit_code(), 7);
}

TEST(Child, ReturnsItsSignal) {
  const WaitStatus status = run_shell("kill -USR1 $$").status;
  EXPECT_TRUE(status.signalled());
  EXPECT_EQ(status.signal_number(), SIGUSR1);
}

TEST(Child, GetsTheChangedEnvironment) {
  ::setenv("DISTCC_TEST_KEPT", "kept", 1);
  ::setenv("DISTCC_TEST_CHANGED", "old", 1);
  const Finished run = run_shell("echo $DISTCC_TEST_KEPT $DISTCC_TEST_CHANGED $DISTCC_TEST_ADDED",
                                 {"DISTCC_TEST_CHANGED=new", "DISTCC_TEST_ADDED=added"});
  EXPECT_EQ(run.output, "kept new added\n");
}

TEST(Child, ReadsTheGivenInput) {
  Pipe in = *make_pipe();
  Pipe out = *make_pipe();
  ChildSettings settings;
  settings.words = {"cat"};
  settings.stdin_fd = in.read_end.get();
  settings.stdout_fd = out.write_end.get();
  Child child = *Child::start(settings);
  in.read_end.reset();
  out.write_end.reset();
  ASSERT_TRUE(write_all(in.write_end.get(), "through"));
  in.write_end.reset();
  EXPECT_EQ(*read_to_end(out.read_end.get(), 100), "through");
  EXPECT_TRUE(child.wait().success());
}

TEST(Child, AMissingProgramIsAnErrorOfItsOwn) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "ThreadSanitizer makes a fork of a vfork, and the error stays in the child";
#endif
  for (const char* name : {"distcc-missing-program", "/missing/program", "/dev/null"}) {
    ChildSettings settings;
    settings.words = {name};
    const auto child = Child::start(settings);
    ASSERT_FALSE(child) << name;
    EXPECT_EQ(child.error().code, ExitCode::compiler_missing) << name;
    EXPECT_EQ(child.error().text.find(std::string("failed to exec ") + name), 0U);
  }
}

TEST(Child, DiesWhenDropped) {
  Pipe pipe = *make_pipe();
  ChildSettings settings;
  settings.words = {"sleep", "1000"};
  settings.stdout_fd = pipe.write_end.get();
  {
    const auto child = Child::start(settings);
    ASSERT_TRUE(child);
    pipe.write_end.reset();
  }
  // The pipe ends when its last holder is gone.
  EXPECT_EQ(*read_to_end(pipe.read_end.get(), 10), "");
}

TEST(Child, HasDefaultSignalActions) {
  struct sigaction before {};
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignored, &before);
  const Finished run = run_shell("kill -PIPE $$");
  ::sigaction(SIGPIPE, &before, nullptr);
  EXPECT_EQ(run.status.signal_number(), SIGPIPE);
}

TEST(EnvironmentWith, ReplacesOnlyTheSameName) {
  ::setenv("DISTCC_TEST_A", "1", 1);
  ::setenv("DISTCC_TEST_AB", "2", 1);
  const auto environment = environment_with({"DISTCC_TEST_A=3"});
  EXPECT_EQ(std::count(environment.begin(), environment.end(), "DISTCC_TEST_A=1"), 0);
  EXPECT_EQ(std::count(environment.begin(), environment.end(), "DISTCC_TEST_A=3"), 1);
  EXPECT_EQ(std::count(environment.begin(), environment.end(), "DISTCC_TEST_AB=2"), 1);
}

TEST(PointersTo, EndsWithANullPointer) {
  const std::vector<std::string> words = {"a", "b"};
  const auto pointers = pointers_to(words);
  ASSERT_EQ(pointers.size(), 3U);
  EXPECT_STREQ(pointers[1], "b");
  EXPECT_EQ(pointers[2], nullptr);
}

}  // namespace
}  // namespace distcc
