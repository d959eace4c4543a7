// SPDX-License-Identifier: GPL-3.0-or-later
//
// What holds for every compiler, confined or not.
#include "exec/running_compiler.h"

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "base/text.h"
#include "unit/exec/job.h"

namespace distcc {
namespace {

using exec_tests::hangs_up;
using exec_tests::Job;
using exec_tests::sandbox;

class RunningCompilerTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) SKIP_UNLESS_CONFINED();
  }
  const Sandbox& where() { return sandbox(GetParam()); }
  /// The output of a script that is to succeed.
  std::string output_of(const std::string& script) {
    Job job;
    EXPECT_EQ(job.script(script).run_in(where()).raw(), 0) << job.output();
    return job.output();
  }
};

TEST_P(RunningCompilerTest, TellsTheExitCode) {
  for (const int code : {0, 1, 2, 100, 110, 255}) {
    Job job;
    EXPECT_EQ(job.script(cat("exit ", code)).run_in(where()), WaitStatus::exited(code));
  }
}

TEST_P(RunningCompilerTest, TellsTheSignal) {
  for (const int number : {SIGSEGV, SIGABRT, SIGKILL, SIGTERM, SIGXCPU, SIGPIPE, SIGINT}) {
    Job job;
    EXPECT_EQ(job.script(cat("kill -", number, " $$")).run_in(where()).raw(), number);
  }
}

TEST_P(RunningCompilerTest, SaysThatAProgramIsMissing) {
  for (const char* program : {"/usr/bin/no-such-compiler", "/etc/passwd", "/usr"}) {
    Job job;
    job.command({program});
    const auto running = where().start(job.run());
    ASSERT_FALSE(running);
    EXPECT_EQ(running.error().code, ExitCode::compiler_missing);
    EXPECT_NE(running.error().text.find(program), std::string::npos) << running.error().text;
  }
}

TEST_P(RunningCompilerTest, HasExactlyTheEnvironmentGiven) {
  Job job;
  job.command({"/usr/bin/env"}).run().environment = {"A=1", "EMPTY=", "B=two words"};
  job.run_in(where());
  EXPECT_EQ(job.output(), "A=1\nEMPTY=\nB=two words\n");
}

TEST_P(RunningCompilerTest, SeesTheWordsGiven) {
  Job job;
  job.script("echo \"$0|$1|$2\"");
  job.run().words = {"my-cc", "-c", "echo \"$0|$1|$2\"", "zero", "a b", ""};
  job.run_in(where());
  EXPECT_EQ(job.output(), "zero|a b|\n");
}

TEST_P(RunningCompilerTest, WorksInTheDirectoryOfTheJob) {
  Job job;
  ASSERT_TRUE(replace_file(job.file("in.c"), "source"));
  job.script("pwd; cat in.c; echo object >out.o");
  EXPECT_TRUE(job.run_in(where()).success());
  EXPECT_EQ(job.output(), where().path_inside(job.path()) + "\nsource");
  EXPECT_EQ(job.content("out.o"), "object\n");
}

TEST_P(RunningCompilerTest, ReadsNothing) {
  EXPECT_EQ(output_of("cat; echo end"), "end\n");
}

TEST_P(RunningCompilerTest, KeepsOutputAndErrorsApart) {
  Job job;
  const Fd errors = std::move(*make_memory_file("errors"));
  job.script("echo o; echo e >&2").run().stderr_fd = errors.get();
  job.run_in(where());
  EXPECT_EQ(job.output(), "o\n");
  ::lseek(errors.get(), 0, SEEK_SET);
  EXPECT_EQ(*read_to_end(errors.get(), 100), "e\n");
}

TEST_P(RunningCompilerTest, InheritsNoDescriptor) {
  const Pipe kept = std::move(*make_pipe());
  const Fd inheritable(::dup(kept.read_end.get()));  // without close-on-exec
  EXPECT_EQ(output_of("for fd in /proc/self/fd/*; do test -e $fd && echo ${fd##*/}; done; true"),
            "0\n1\n2\n");
}

TEST_P(RunningCompilerTest, IsGivenItsStreamsWhateverTheirNumbers) {
  Job job;
  const Fd spare(::dup(0));  // the numbers 1 and 2, exchanged
  const Fd one(::dup(1));
  const Fd two(::dup(2));
  const Fd errors = std::move(*make_memory_file("errors"));
  ::dup2(job.run().stdout_fd, 2);
  ::dup2(errors.get(), 1);
  job.script("echo o; echo e >&2").run().stdout_fd = 2;
  job.run().stderr_fd = 1;
  const WaitStatus status = job.run_in(where());
  ::dup2(one.get(), 1);
  ::dup2(two.get(), 2);
  EXPECT_TRUE(status.success());
  EXPECT_EQ(job.output(), "o\n");
}

TEST_P(RunningCompilerTest, HasNoPrivilegesAndGetsNone) {
  EXPECT_EQ(output_of("grep -E '^(Cap[IPEA]|NoNewPrivs)' /proc/self/status"),
            "CapInh:\t0000000000000000\nCapPrm:\t0000000000000000\n"
            "CapEff:\t0000000000000000\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\n");
}

TEST_P(RunningCompilerTest, StartsWithNoSignalBlockedOrIgnored) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto handler = std::signal(SIGHUP, SIG_IGN);
  // One that is made after the process has decided about its signals.
  const Sandbox where =
      Sandbox::prepare({.wanted = GetParam(), .jobs = {}, .visible = {}, .writable = {}});
  Job job;
  job.script("grep -E '^Sig(Blk|Ign)' /proc/self/status").run_in(where);
  EXPECT_EQ(job.output(), "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  std::signal(SIGHUP, handler);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_P(RunningCompilerTest, IsEndedByTheLimitOfFileSize) {
  Job job;
  job.command({"/usr/bin/head", "-c", "100000", "/dev/zero"}).run().limits.file_bytes = 5000;
  EXPECT_EQ(job.run_in(where()).raw(), SIGXFSZ);
  EXPECT_EQ(job.output().size(), 5000U);
}

TEST_P(RunningCompilerTest, GetsNoMoreMemoryThanTheLimit) {
  const std::string script = "head -c 60000000 /dev/zero | tail -c 60000000 >/dev/null";
  Job free;
  EXPECT_TRUE(free.script(script).run_in(where()).success()) << free.output();
  Job limited;
  limited.script(script).run().limits.memory_bytes = 30'000'000;
  EXPECT_FALSE(limited.run_in(where()).success());
}

TEST_P(RunningCompilerTest, WritesNoCore) {
  EXPECT_EQ(output_of("ulimit -c"), "0\n");
}

TEST_P(RunningCompilerTest, CanBePolledForItsEnd) {
  Job job;
  job.command({"/bin/sleep", "1000"});
  auto running = where().start(job.run());
  ASSERT_TRUE(running) << running.error().text;
  pollfd entry{running->poll_fd(), POLLIN, 0};
  EXPECT_EQ(poll_until(&entry, 1, Deadline::after(Milliseconds(0))), 0);
  running->kill();
  EXPECT_EQ(poll_until(&entry, 1, Deadline::after(Milliseconds(20000))), 1);
  EXPECT_EQ(running->wait().raw(), SIGKILL);
}

TEST_P(RunningCompilerTest, IsKilledWithItsChildren) {
  Job job;
  Pipe held = std::move(*make_pipe());
  job.script("echo up; sleep 1000 & sh -c 'sleep 1000; true'").run().stdout_fd =
      held.write_end.get();
  auto running = where().start(job.run());
  ASSERT_TRUE(running) << running.error().text;
  held.write_end.reset();
  char text[3];
  ASSERT_EQ(::read(held.read_end.get(), text, 3), 3);
  running->kill();
  EXPECT_EQ(running->wait().raw(), SIGKILL);
  EXPECT_TRUE(hangs_up(held.read_end.get(), Milliseconds(20000)));
}

TEST_P(RunningCompilerTest, IsKilledWhenDropped) {
  Job job;
  Pipe held = std::move(*make_pipe());
  job.command({"/bin/sleep", "1000"}).run().stdout_fd = held.write_end.get();
  {
    auto running = where().start(job.run());
    ASSERT_TRUE(running) << running.error().text;
    held.write_end.reset();
    const RunningCompiler moved(std::move(*running));
  }
  EXPECT_TRUE(hangs_up(held.read_end.get(), Milliseconds(20000)));
}

TEST_P(RunningCompilerTest, LeavesNothingRunningAtItsOwnEnd) {
  Job job;
  Pipe held = std::move(*make_pipe());
  job.script("sleep 1000 & exit 3").run().stdout_fd = held.write_end.get();
  EXPECT_EQ(job.run_in(where()).exit_code(), 3);
  held.write_end.reset();
  EXPECT_TRUE(hangs_up(held.read_end.get(), Milliseconds(20000)));
}

TEST_P(RunningCompilerTest, DiesWithADaemonThatIsKilled) {
  Pipe held = std::move(*make_pipe());
  Pipe started = std::move(*make_pipe());
  const pid_t daemon = ::fork();
  ASSERT_GE(daemon, 0);
  if (daemon == 0) {
    Job* const job = new Job;  // never destroyed: this process is killed
    job->command({"/bin/sleep", "1000"}).run().stdout_fd = held.write_end.get();
    auto running = where().start(job->run());
    static_cast<void>(write_all(started.write_end.get(), job->path()));
    started.write_end.reset();
    ::pause();
    ::_exit(running ? 0 : 1);
  }
  held.write_end.reset();
  started.write_end.reset();
  const auto directory = read_to_end(started.read_end.get(), 4096);
  EXPECT_FALSE(hangs_up(held.read_end.get(), Milliseconds(0)));
  ::kill(daemon, SIGKILL);
  ::waitpid(daemon, nullptr, 0);
  EXPECT_TRUE(hangs_up(held.read_end.get(), Milliseconds(20000)));
  remove_tree(*directory);
}

TEST_P(RunningCompilerTest, RunsByTheHundredFromManyThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([this, thread, &right] {
      for (int i = 0; i < 25; ++i) {
        Job job;
        const int code = (thread * 25 + i) % 200;
        const WaitStatus status =
            job.script(cat("echo ", code, " >x; exit ", code)).run_in(where());
        if (status == WaitStatus::exited(code) && job.content("x") == cat(code, "\n")) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 200);
}

INSTANTIATE_TEST_SUITE_P(Modes, RunningCompilerTest, testing::Bool(), [](const auto& mode) {
  return std::string(mode.param ? "Confined" : "Plain");
});

}  // namespace
}  // namespace distcc
