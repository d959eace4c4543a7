// SPDX-License-Identifier: GPL-3.0-or-later
//
// A compiler whose root is a directory of its job.
#include "exec/client_root.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "unit/exec/job.h"

namespace distcc {
namespace {

using exec_tests::Job;
using exec_tests::sandbox;

class ClientRootTest : public testing::Test {
 protected:
  void SetUp() override {
    SKIP_UNLESS_CONFINED();
    ASSERT_TRUE(make_directories(job_.file("root")));
    ASSERT_TRUE(sandbox(true).system_places().prepare(job_.file("root")));
    ASSERT_TRUE(make_directories(job_.file("root/home/me/src")));
    job_.run().client_root = "root";
    job_.run().directory = "/home/me/src";
  }
  std::string output_of(const std::string& script) {
    job_.script(script).run_in(sandbox(true));
    return job_.output();
  }
  Job job_;
};

TEST_F(ClientRootTest, TheCompilerIsAtTheClientsPath) {
  EXPECT_EQ(output_of("pwd; /bin/pwd"), "/home/me/src\n/home/me/src\n");
}

TEST_F(ClientRootTest, TheClientsFilesAreAtTheirPaths) {
  ASSERT_TRUE(replace_file(job_.file("root/home/me/src/a.c"), "int a;\n"));
  ASSERT_TRUE(replace_file(job_.file("root/tmp/b.h"), "int b;\n"));
  ASSERT_EQ(::symlink("/home/me/src/a.c", job_.file("root/home/link.c").c_str()), 0);
  EXPECT_EQ(output_of("cat /home/me/src/a.c /tmp/b.h ../../link.c"), "int a;\nint b;\nint a;\n");
}

TEST_F(ClientRootTest, TheJobsDirectoryIsWhereItAlwaysIs) {
  ASSERT_TRUE(replace_file(job_.file("in"), "text"));
  EXPECT_EQ(output_of("cat /distcc/in; echo made > /distcc/out"), "text");
  EXPECT_EQ(job_.content("out"), "made\n");
}

TEST_F(ClientRootTest, SystemPlacesAreTheServersAndReadOnly) {
  EXPECT_EQ(
      output_of("for one in /usr /usr/include /etc /opt /dev /sys; do"
                " echo x 2>/dev/null >$one/exec_test && echo wrote to $one; done;"
                " test -x /usr/bin/env && test -e /dev/null && test -d /proc/self && echo ok"),
      "ok\n");
}

TEST_F(ClientRootTest, NothingElseOfTheServerIsThere) {
  EXPECT_EQ(
      output_of("cd /; for one in .* *; do case $one in .|..|bin|sbin|lib*|usr|etc|opt|nix|dev|"
                "proc|sys|distcc|tmp|home) ;; *) echo $one;; esac; done; ls /home /tmp"),
      "/home:\nme\n\n/tmp:\n");
}

TEST_F(ClientRootTest, ALinkCannotLeadOutside) {
  ASSERT_EQ(::symlink("../../../../../../../..", job_.file("root/home/up").c_str()), 0);
  EXPECT_EQ(output_of("ls /home/up/home; ls /home/up/../../home"), "me\nup\nme\nup\n");
}

TEST_F(ClientRootTest, TheViewCannotBeReachedAnyMore) {
  EXPECT_EQ(
      output_of(
          "cut -d' ' -f5 /proc/self/mountinfo | grep -cx /; ls /proc/1/root 2>&1 | head -n 1 |"
          " grep -o 'Permission denied'"),
      "1\nPermission denied\n");
}

TEST_F(ClientRootTest, ClientsProgramsAreNotRun) {
  ASSERT_TRUE(replace_file(job_.file("root/home/me/src/run"), "#!/bin/sh\necho ran\n", 0777));
  EXPECT_EQ(output_of("./run 2>/dev/null || echo no"), "no\n");
}

TEST_F(ClientRootTest, ADirectoryThatIsNotThereIsAnError) {
  job_.run().directory = "/home/nobody";
  EXPECT_NE(output_of("echo ran").find("cannot enter the job's directory"), std::string::npos);
}

TEST_F(ClientRootTest, KnowsWhatTheSystemHolds) {
  const SystemPlaces& places = sandbox(true).system_places();
  for (const char* path : {"/usr", "/usr/include/x.h", "/etc/passwd", "/lib/x", "/bin", "/dev/null",
                           "/proc/self", "/sys/x", "/distcc/object.o"}) {
    EXPECT_TRUE(places.hold(path)) << path;
  }
  for (const char* path : {"/", "/usrx", "/home/usr", "/tmp", "/tmp/x", "/var/tmp", "/distccx"}) {
    EXPECT_FALSE(places.hold(path)) << path;
  }
}

TEST(SystemPlaces, HoldDirectoriesThatAreShownBeside) {
  const SystemPlaces places(ViewSettings{"/tmp", {"/home/gcc/bin", "/usr/bin"}, {"/var/cache"}});
  EXPECT_TRUE(places.hold("/home/gcc/bin/cc1"));
  EXPECT_FALSE(places.hold("/home/gcc"));
  EXPECT_TRUE(places.hold("/var/cache/x"));
  for (const std::string& directory : places.directories()) EXPECT_NE(directory, "/usr/bin");
}

}  // namespace
}  // namespace distcc
