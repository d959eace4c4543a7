// SPDX-License-Identifier: GPL-3.0-or-later
//
// Kernels that refuse something, and daemons of other users. Each case is a process of its own, in
// which a filter of system calls plays the kernel that refuses.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <vector>

#include "base/text.h"
#include "unit/exec/job.h"

namespace distcc {
namespace {

using exec_tests::become_ordinary_user;
using exec_tests::Job;

/// From here on this process and its children get `error` from the system call.
bool refuse(unsigned system_call, unsigned error) {
  sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, system_call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{4, steps};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/// Prepares a sandbox, says on stderr what it is, and runs a script that exits with 7.
[[noreturn]] void run_in_new_sandbox() {
  int code = 0;
  {
    const Sandbox sandbox = Sandbox::prepare({});
    Job job;
    code = job.script("pwd; exit 7").run_in(sandbox).exit_code();
    const std::string text = cat(sandbox.describe(), "\n", job.output());
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  std::_Exit(code);
}

[[noreturn]] void run_refused(unsigned system_call, unsigned error) {
  if (!refuse(system_call, error)) std::_Exit(1);
  run_in_new_sandbox();
}

class RefusalsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { GTEST_FLAG_SET(death_test_style, "fast"); }
};

TEST_F(RefusalsTest, WithoutUserNamespacesCompilersRunUnconfined) {
  EXPECT_EXIT(run_refused(SYS_unshare, EPERM), testing::ExitedWithCode(7),
              "NOT confined: user namespaces are refused: Operation not permitted\n.*exec_test_");
}

TEST_F(RefusalsTest, WithoutMountsCompilersRunUnconfined) {
  EXPECT_EXIT(run_refused(SYS_mount, EPERM), testing::ExitedWithCode(7), "NOT confined: ");
}

TEST_F(RefusalsTest, WithoutRecursiveProtectionCompilersRunUnconfined) {
  SKIP_UNLESS_CONFINED();
  EXPECT_EXIT(run_refused(SYS_mount_setattr, ENOSYS), testing::ExitedWithCode(7),
              "NOT confined: cannot protect /.*: Function not implemented");
}

TEST_F(RefusalsTest, WhatFailsOnlyInARunIsFoundByTheTrial) {
  SKIP_UNLESS_CONFINED();
  EXPECT_EXIT(run_refused(SYS_setns, EPERM), testing::ExitedWithCode(7),
              "NOT confined: cannot enter the user namespace: Operation not permitted");
}

TEST_F(RefusalsTest, WithoutCloseRangeCompilersRunAllTheSame) {
  EXPECT_EXIT(run_refused(SYS_close_range, ENOSYS), testing::ExitedWithCode(7), "compilers are");
}

/// Ends 7 when a compiler can be polled for its end.
[[noreturn]] void poll_without_pidfd() {
  if (!refuse(SYS_pidfd_open, ENOSYS)) std::_Exit(1);
  int code = 1;
  {
    const Sandbox sandbox = Sandbox::prepare({});
    Job job;
    job.command({"/bin/sleep", "1000"});
    auto running = sandbox.start(job.run());
    pollfd entry{running ? running->poll_fd() : -1, POLLIN, 0};
    const bool quiet = ::poll(&entry, 1, 0) == 0;
    if (running) running->kill();
    const bool ended = poll_until(&entry, 1, Deadline::after(Milliseconds(20000))) == 1;
    if (running && quiet && ended && running->wait().raw() == SIGKILL) code = 7;
  }
  std::_Exit(code);
}

TEST_F(RefusalsTest, WithoutPidfdsTheEndCanStillBePolled) {
  EXPECT_EXIT(poll_without_pidfd(), testing::ExitedWithCode(7), "");
}

/// As in some containers: parts of /proc are covered, so the kernel allows no new one.
[[noreturn]] void run_with_covered_proc() {
  const auto write = [](const char* path, const std::string& text) {
    const Fd file(::open(path, O_WRONLY | O_CLOEXEC));
    return file && write_all(file.get(), text);
  };
  const std::string users = cat(::geteuid(), " ", ::geteuid(), " 1");
  const std::string groups = cat(::getegid(), " ", ::getegid(), " 1");
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0 || !write("/proc/self/setgroups", "deny") ||
      !write("/proc/self/uid_map", users) || !write("/proc/self/gid_map", groups) ||
      ::mount("cover", "/proc/sys", "tmpfs", 0, nullptr) < 0) {
    std::_Exit(1);
  }
  run_in_new_sandbox();
}

TEST_F(RefusalsTest, WhereProcIsPartlyCoveredCompilersAreConfinedWithoutIt) {
  SKIP_UNLESS_CONFINED();
  EXPECT_EXIT(run_with_covered_proc(), testing::ExitedWithCode(7),
              "are confined.*without /proc.*Operation not permitted");
}

[[noreturn]] void run_as_former_root() {
  if (!become_ordinary_user()) std::_Exit(1);
  run_in_new_sandbox();
}

TEST_F(RefusalsTest, ADaemonThatGaveUpRootConfines) {
  if (::geteuid() != 0) GTEST_SKIP() << "not root, which could be given up";
  SKIP_UNLESS_CONFINED();
  EXPECT_EXIT(run_as_former_root(), testing::ExitedWithCode(7), "are confined.*\n/distcc");
}

/// Ends 7 when the limit of processes stops a bomb, and counts no processes of another job.
[[noreturn]] void limit_processes() {
  int code = 1;
  {
    if (!become_ordinary_user()) std::_Exit(2);
    const Sandbox sandbox = Sandbox::prepare({});
    const auto spawn = [](Job& job, int count, int pipe) {
      job.script(cat("i=0; while [ $i -lt ", count,
                     " ]; do sleep 1000 & i=$((i+1)); done; echo spawned; wait"));
      job.run().limits.processes = 12;
      job.run().stdout_fd = pipe;
    };
    Pipe pipe = std::move(*make_pipe());
    Job first;
    Job second;
    Job bomb;
    spawn(first, 8, pipe.write_end.get());
    spawn(second, 8, pipe.write_end.get());
    spawn(bomb, 50, pipe.write_end.get());
    auto one = sandbox.start(first.run());
    auto two = sandbox.start(second.run());
    const WaitStatus bombed = bomb.run_in(sandbox);
    std::string said(16, '\0');
    const auto length = ::read(pipe.read_end.get(), said.data(), 8);
    const auto more = ::read(pipe.read_end.get(), said.data() + 8, 8);
    if (one && two && !bombed.success() && length == 8 && more == 8) code = 7;
    std::fprintf(stderr, "bomb %d, said %s", bombed.raw(), said.c_str());
  }
  std::_Exit(code);
}

TEST_F(RefusalsTest, AForkBombIsContainedInItsJob) {
  SKIP_UNLESS_CONFINED();
  EXPECT_EXIT(limit_processes(), testing::ExitedWithCode(7), "spawned\nspawned\n");
}

}  // namespace
}  // namespace distcc
