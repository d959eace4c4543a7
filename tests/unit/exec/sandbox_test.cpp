// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a confined compiler sees, and what it cannot reach.
#include "exec/sandbox.h"

#include <arpa/inet.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <array>
#include <csignal>

#include "base/files.h"
#include "base/text.h"
#include "unit/exec/job.h"

namespace distcc {
namespace {

using exec_tests::hangs_up;
using exec_tests::Job;
using exec_tests::sandbox;

class SandboxTest : public testing::Test {
 protected:
  void SetUp() override { SKIP_UNLESS_CONFINED(); }
  /// What a script writes, however it ends.
  static std::string output_of(const std::string& script) {
    Job job;
    job.script(script).run_in(sandbox(true));
    return job.output();
  }
};

bool is_there(const char* program) {
  return ::access(program, X_OK) == 0;
}

SandboxSettings with_writable(const std::string& directory) {
  SandboxSettings settings;
  settings.writable = {directory};
  return settings;
}

SandboxSettings with_visible(const std::string& directory) {
  SandboxSettings settings;
  settings.visible = {directory};
  return settings;
}

// ---- files ----

TEST_F(SandboxTest, DescribesWhatItDoes) {
  EXPECT_NE(sandbox(true).describe().find("compilers are confined"), std::string::npos);
}

TEST_F(SandboxTest, ShowsEveryJobAtTheSamePlace) {
  Job one;
  Job two;
  EXPECT_EQ(sandbox(true).path_inside(one.path()), sandbox(true).path_inside(two.path()));
  EXPECT_NE(sandbox(true).path_inside(one.path()), one.path());
}

TEST_F(SandboxTest, FileSystemIsReadOnly) {
  for (const char* directory : {"/", "/usr", "/usr/bin", "/etc", "/etc/ssl/private", "/home",
                                "/root", "/run", "/var", "/sys", "/dev", "/distcc/.."}) {
    const std::string path = cat(directory, "/exec_test_", ::getpid());
    EXPECT_EQ(output_of(cat("(echo x >", path, ") 2>/dev/null; ls ", path, " 2>/dev/null")), "")
        << path;
    EXPECT_FALSE(file_exists(path));
  }
}

TEST_F(SandboxTest, WhatIsWrittenToTmpGoesWithTheJob) {
  Job job;
  const std::string name = cat("exec_test_", ::getpid());
  job.script(cat("echo x >/tmp/", name)).run_in(sandbox(true));
  EXPECT_FALSE(file_exists(cat("/tmp/", name)));
  EXPECT_EQ(job.content(name), "x\n");
}

TEST_F(SandboxTest, DirectoriesOfOtherPeopleAreEmpty) {
  EXPECT_EQ(output_of("ls -A /home /root /run /srv /mnt /media /boot /sys 2>/dev/null | "
                      "grep -v -e '^$' -e ':$'"),
            "");
}

TEST_F(SandboxTest, OtherJobsAreInvisible) {
  const Job other;
  ASSERT_TRUE(replace_file(other.file("secret.c"), "int secret;"));
  const std::string name = other.path().substr(other.path().rfind('/') + 1);
  EXPECT_EQ(output_of(cat("cat ", other.path(), "/secret.c /distcc/", name, "/secret.c /distcc/../",
                          name, "/secret.c /tmp/", name, "/secret.c 2>/dev/null; ls -A /distcc")),
            "");
}

TEST_F(SandboxTest, NothingInTheJobCanBeExecuted) {
  EXPECT_EQ(output_of("cp /bin/true t && chmod +x t && ./t 2>/dev/null; echo $?"), "126\n");
}

TEST_F(SandboxTest, MountsCannotBeUndone) {
  EXPECT_EQ(output_of("(umount /distcc && echo umounted; umount -l /proc && echo umounted; "
                      "mount -o remount,rw,bind / && echo remounted; "
                      "mount -o remount,rw,bind /usr && echo remounted) 2>/dev/null; ls /distcc"),
            "");
}

TEST_F(SandboxTest, NoUserNamespaceCanBeMadeInside) {
  if (!is_there("/usr/bin/unshare")) GTEST_SKIP() << "no unshare";
  Job job;
  EXPECT_EQ(job.script("unshare -U true").run_in(sandbox(true)).exit_code(), 1) << job.output();
}

TEST_F(SandboxTest, FilesOfEtcThatOnlyTheDaemonMayReadAreHidden) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may read files of /etc that others may not";
  if (read_file("/etc/shadow", 1 << 20).value_or("").empty()) GTEST_SKIP() << "no /etc/shadow";
  EXPECT_EQ(output_of("cat /etc/shadow"), "");
  EXPECT_EQ(output_of("cat /etc/passwd"), *read_file("/etc/passwd", 1 << 20));
}

TEST_F(SandboxTest, DevicesAreFew) {
  EXPECT_EQ(output_of("ls /dev; echo x >/dev/null; head -c 3 /dev/zero | od -An -c; echo "
                      "out >>/dev/stdout"),
            "fd\nfull\nnull\nrandom\nstderr\nstdin\nstdout\nurandom\nzero\n  \\0  \\0  \\0\nout\n");
}

TEST_F(SandboxTest, KeepsTheUser) {
  EXPECT_EQ(output_of("id -u; id -g"), cat(::geteuid(), "\n", ::getegid(), "\n"));
  Job job;
  job.script("echo x >out.o").run_in(sandbox(true));
  struct stat found {};
  ASSERT_EQ(::stat(job.file("out.o").c_str(), &found), 0);
  EXPECT_EQ(found.st_uid, ::geteuid());
}

constexpr const char* no_capabilities =
    "CapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n"
    "CapAmb:\t0000000000000000\nNoNewPrivs:\t1\n";
constexpr const char* asked_capabilities =
    " -E 'Cap(Inh|Prm|Eff|Amb)|NoNewPrivs' /proc/self/status";

TEST_F(SandboxTest, BoundingSetOfCapabilitiesIsEmpty) {
  EXPECT_EQ(output_of("grep CapBnd /proc/self/status"), "CapBnd:\t0000000000000000\n");
}

TEST_F(SandboxTest, NoCapabilityIsLeft) {
  EXPECT_EQ(output_of(cat("grep", asked_capabilities)), no_capabilities);
}

TEST_F(SandboxTest, AProgramWithCapabilitiesGivesNone) {
  const Job shown;
  const std::string program = shown.file("grep");
  ASSERT_TRUE(replace_file(program, read_file("/usr/bin/grep", 10 << 20).value(), 0755));
  vfs_cap_data all{};
  all.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE;
  for (auto& set : all.data) set.permitted = 0xffff;
  if (::setxattr(program.c_str(), "security.capability", &all, sizeof all, 0) != 0) {
    GTEST_SKIP() << "capabilities of files are not ours to give";
  }
  const Sandbox where = Sandbox::prepare(with_visible(shown.path()));
  Job job;
  job.script(cat(program, asked_capabilities)).run_in(where);
  EXPECT_EQ(job.output(), no_capabilities);
}

TEST_F(SandboxTest, ShowsDirectoriesThatAreSaidToBeVisible) {
  const Job shown;
  ASSERT_TRUE(replace_file(shown.file("cc"), "compiler"));
  const Sandbox where = Sandbox::prepare(with_visible(shown.path()));
  Job job;
  job.script(cat("cat ", shown.path(), "/cc; (echo x >", shown.path(), "/new) 2>/dev/null"));
  job.run_in(where);
  EXPECT_EQ(job.output(), "compiler");
  EXPECT_FALSE(file_exists(shown.file("new")));
}

TEST_F(SandboxTest, LetsWriteToDirectoriesThatAreSaidToBeWritable) {
  const Job cache;
  const Sandbox where = Sandbox::prepare(with_writable(cache.path()));
  Job job;
  job.script(cat("echo x >", cache.path(), "/entry")).run_in(where);
  EXPECT_EQ(job.output(), "");
  EXPECT_EQ(cache.content("entry"), "x\n");
}

TEST_F(SandboxTest, ADirectoryThatDoesNotExistIsNotShownAndHarmsNothing) {
  const Sandbox where = Sandbox::prepare(with_visible("/home/no-such-directory"));
  EXPECT_TRUE(where.confines()) << where.describe();
}

TEST_F(SandboxTest, RefusesAJobThatIsNotAmongTheJobs) {
  Job job;
  job.script("true").run().job_directory = "/usr/share";
  const auto running = sandbox(true).start(job.run());
  ASSERT_FALSE(running);
  EXPECT_NE(running.error().text.find("/usr/share is not below"), std::string::npos);
}

TEST_F(SandboxTest, RunsManyLevelsBelowTheDirectoryOfJobs) {
  Job job;
  const std::string deep = job.file("a/b");
  ASSERT_TRUE(make_directories(deep));
  job.script("pwd; echo x >y").run().job_directory = deep;
  job.run_in(sandbox(true));
  EXPECT_EQ(job.output(), "/distcc\n");
  EXPECT_EQ(read_file(deep + "/y", 100).value_or("none"), "x\n");
}

// ---- network and processes ----

/// A listener on the loopback interface, at a free port.
struct Listener {
  Fd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  int port = 0;
  Listener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket.get(), generic, length), 0);
    EXPECT_EQ(::listen(socket.get(), 1), 0);
    EXPECT_EQ(::getsockname(socket.get(), generic, &length), 0);
    port = ntohs(address.sin_port);
  }
};

TEST_F(SandboxTest, ReachesNoNetwork) {
  if (!is_there("/bin/bash")) GTEST_SKIP() << "no bash to connect with";
  const Listener listener;
  const std::vector<std::string> connect = {
      "/bin/bash", "-c", cat("exec 3<>/dev/tcp/127.0.0.1/", listener.port, " && echo connected")};
  Job plain;
  plain.command(connect).run_in(sandbox(false));
  EXPECT_EQ(plain.output(), "connected\n");
  Job confined;
  EXPECT_FALSE(confined.command(connect).run_in(sandbox(true)).success());
  EXPECT_NE(confined.output().find("unreachable"), std::string::npos) << confined.output();
}

TEST_F(SandboxTest, HasOnlyTheLoopbackInterface) {
  EXPECT_EQ(output_of("tail -n +3 /proc/net/dev | cut -d: -f1"), "    lo\n");
}

TEST_F(SandboxTest, SeesNoProcessOfTheHost) {
  EXPECT_EQ(output_of("cd /proc; set -- [0-9]*; echo $#; echo $$"), "2\n2\n");  // init sh
  EXPECT_NE(output_of(cat("kill -0 ", ::getpid(), " || kill -0 ", ::getppid())), "");
}

TEST_F(SandboxTest, CannotTouchTheFirstProcess) {
  EXPECT_EQ(output_of("kill -9 1; kill -STOP 1; (cat /proc/1/environ /proc/1/mem /proc/1/maps; "
                      "cd /proc/1/fd; for fd in *; do readlink $fd; cat $fd; done; "
                      "ls /proc/1/root/ /proc/1/cwd/) 2>/dev/null; echo alive"),
            "alive\n");
}

TEST_F(SandboxTest, CannotChangeTheKernel) {
  EXPECT_EQ(output_of("for f in /proc/sys/kernel/core_pattern /proc/sys/vm/drop_caches "
                      "/proc/sysrq-trigger; do (echo x >$f) 2>/dev/null && echo wrote $f; done"),
            "");
}

TEST_F(SandboxTest, EndsAProcessThatLeftItsSession) {
  Job job;
  Pipe held = std::move(*make_pipe());
  job.script("(setsid sh -c 'setsid sleep 1000 & exit' & exit); exit 4").run().stdout_fd =
      held.write_end.get();
  EXPECT_EQ(job.run_in(sandbox(true)).exit_code(), 4);
  held.write_end.reset();
  EXPECT_TRUE(hangs_up(held.read_end.get(), Milliseconds(0)));
}

// ---- compilers ----

TEST_F(SandboxTest, CompilersWriteTheSameObjects) {
  constexpr std::array<const char*, 4> compilers = {"/usr/bin/gcc", "/usr/bin/g++",
                                                    "/usr/bin/clang", "/usr/bin/clang++"};
  for (const char* compiler : compilers) {
    if (!is_there(compiler)) continue;
    std::array<std::string, 2> objects;
    for (const bool confined : {false, true}) {
      Job job;
      ASSERT_TRUE(replace_file(job.file("in.i"), "# 1 \"in.c\"\nint f(int a) { return a * 3; }\n"));
      job.command({compiler, "-O2", "-c", "in.i", "-o", "out.o"});
      EXPECT_TRUE(job.run_in(sandbox(confined)).success()) << job.output();
      objects[confined ? 1 : 0] = job.content("out.o");
    }
    EXPECT_EQ(objects[0], objects[1]) << compiler;
    EXPECT_GT(objects[1].size(), 400U) << compiler;
  }
}

TEST_F(SandboxTest, ACompilerThatFailsSaysWhy) {
  if (!is_there("/usr/bin/gcc")) GTEST_SKIP() << "no gcc";
  Job job;
  ASSERT_TRUE(replace_file(job.file("in.i"), "int f( {\n"));
  EXPECT_EQ(job.command({"/usr/bin/gcc", "-c", "in.i"}).run_in(sandbox(true)).exit_code(), 1);
  EXPECT_NE(job.output().find("in.i:1:8: error"), std::string::npos) << job.output();
}

}  // namespace
}  // namespace distcc
