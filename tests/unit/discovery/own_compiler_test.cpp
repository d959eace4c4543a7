// SPDX-License-Identifier: GPL-3.0-or-later
#include "discovery/own_compiler.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/scratch.h"

namespace distcc {
namespace {

class OwnCompilerTest : public testing::Test {
 protected:
  std::string script(const std::string& name, const std::string& text) {
    const std::string path = case_.path() + "/" + name;
    EXPECT_TRUE(replace_file(path, "#!/bin/sh\n" + text, 0755));
    EXPECT_EQ(::chmod(path.c_str(), 0755), 0);
    return path;
  }
  ScratchDirectory case_ = *ScratchDirectory::create(temporary_directory(), "own_compiler_");
};

TEST_F(OwnCompilerTest, IsAsked) {
  script("cc", "case $1 in -dumpversion) echo 12.2;; -dumpmachine) echo some-linux;; esac\n");
  const CompilerIdentity compiler = own_compiler(case_.path());
  EXPECT_EQ(compiler.version, "12.2");
  EXPECT_EQ(compiler.machine, "some-linux");
}

TEST_F(OwnCompilerTest, SaysNothing) {
  EXPECT_FALSE(own_compiler(case_.path()).known());
  script("cc", "exit 1\n");
  EXPECT_FALSE(own_compiler(case_.path()).known());
}

TEST_F(OwnCompilerTest, NeverEnds) {
  script("cc", "echo 12\nexec sleep 60\n");
  EXPECT_EQ(own_compiler(case_.path()).version, "12");
}

TEST_F(OwnCompilerTest, LinksToDistccArePassedOver) {
  script("distcc", "echo wrong\n");
  ASSERT_EQ(::symlink("distcc", (case_.path() + "/cc").c_str()), 0);
  EXPECT_FALSE(own_compiler(case_.path()).known());
}

}  // namespace
}  // namespace distcc
