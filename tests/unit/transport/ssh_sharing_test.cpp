// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/ssh_sharing.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

bool may_share(const std::string& ssh) {
  return may_share_ssh(split_words(ssh));
}

TEST(SshSharing, TakesOpenSshAsItIs) {
  EXPECT_TRUE(may_share("ssh"));
  EXPECT_TRUE(may_share("/usr/bin/ssh -F /etc/x -o BatchMode=yes -p 22 -C"));
  EXPECT_FALSE(may_share(""));
  EXPECT_FALSE(may_share("rsh"));
  EXPECT_FALSE(may_share("plink -batch"));
  EXPECT_FALSE(may_share("/opt/wrapper/my-ssh"));
}

TEST(SshSharing, LeavesUsersWithOptionsOfTheirOwnAlone) {
  for (const char* ssh :
       {"ssh -S /tmp/x", "ssh -S/tmp/x", "ssh -M", "ssh -MN", "ssh -O check",
        "ssh -o ControlPath=none", "ssh -oControlMaster=auto", "ssh -o controlpersist=yes"}) {
    EXPECT_FALSE(may_share(ssh)) << ssh;
  }
}

TEST(SshSharing, ReadsWhatTheConfigurationSays) {
  EXPECT_TRUE(leaves_sharing_to_us("user me\nhostname red\ncontrolmaster false\nport 22\n"));
  EXPECT_TRUE(leaves_sharing_to_us("controlpath none\r\n"));
  EXPECT_TRUE(leaves_sharing_to_us(""));
  EXPECT_TRUE(leaves_sharing_to_us("controlpersist no\n"));
  EXPECT_FALSE(leaves_sharing_to_us("user me\ncontrolpath /home/me/.ssh/%C\n"));
  EXPECT_FALSE(leaves_sharing_to_us("controlmaster auto\n"));
  EXPECT_FALSE(leaves_sharing_to_us("ControlMaster yes\n"));
}

TEST(SshSharing, ItsDirectoryIsPrivate) {
  const auto scratch = ScratchDirectory::create(temporary_directory(), "ssh_");
  ASSERT_TRUE(scratch);
  const std::string base = scratch->path();
  const std::string directory = ssh_sharing_directory(Environment::of({}), base);
  ASSERT_EQ(directory, cat(base, "/ssh"));
  struct stat found {};
  ASSERT_EQ(::stat(directory.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700U);
  EXPECT_EQ(ssh_sharing_directory(Environment::of({}), base), directory);
  ::chmod(directory.c_str(), 0755);  // others could connect
  EXPECT_EQ(ssh_sharing_directory(Environment::of({}), base), "");
}

TEST(SshSharing, PrefersTheRuntimeDirectoryAndNeedsAShortName) {
  const auto scratch = ScratchDirectory::create(temporary_directory(), "ssh_");
  ASSERT_TRUE(scratch);
  const std::string base = scratch->path();
  const auto environment = Environment::of({{"XDG_RUNTIME_DIR", cat(base, "/run")}});
  EXPECT_EQ(ssh_sharing_directory(environment, cat(base, "/d")), cat(base, "/run/distcc-ssh"));
  EXPECT_EQ(ssh_sharing_directory(Environment::of({}), cat(base, "/", std::string(80, 'x'))), "");
  EXPECT_EQ(ssh_sharing_directory(Environment::of({}), ""), "");
  EXPECT_EQ(ssh_sharing_directory(Environment::of({}), "relative"), "");
}

TEST(SshSharing, WithoutADirectoryNothingIsShared) {
  Host host;
  host.way = Host::Way::ssh;
  host.name = "red";
  EXPECT_TRUE(shared_ssh_options({}, {"ssh"}, host, 0).empty());
}

}  // namespace
}  // namespace distcc
