// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/fitness.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

std::optional<std::string> unfit(const std::vector<std::string>& words) {
  return unfit_for_files(words, Environment::of({{"PATH", "/usr/bin"}}));
}

TEST(Fitness, OrdinaryCompilesAreFit) {
  EXPECT_FALSE(unfit({"gcc",
                      "-Iinc",
                      "-I/abs",
                      "-isystem",
                      "/abs",
                      "-iquote",
                      ".",
                      "-idirafter",
                      "x",
                      "-include",
                      "/abs/x.h",
                      "-imacros",
                      "y.h",
                      "-nostdinc",
                      "-DX=@",
                      "-O2",
                      "-Wp,-MD,x.d",
                      "-Wp,-D_FORTIFY_SOURCE=2",
                      "-fno-builtin",
                      "-c",
                      "a.c"}));
}

TEST(Fitness, WordsWithPathsThatNoServerRewritesAreNot) {
  for (const char* word : {"@args",
                           "--sysroot=/x",
                           "--sysroot",
                           "-isysroot",
                           "-isysroot/x",
                           "-iprefix",
                           "-F/x",
                           "-B.",
                           "-iwithprefix",
                           "-iwithprefixbefore",
                           "--include=/x.h",
                           "--include-directory=/x",
                           "-I-",
                           "-Wp,-I/x",
                           "-Wp,-MD,x.d,-isystem,/x",
                           "-Xpreprocessor",
                           "-Xclang",
                           "-specs=x",
                           "--gcc-toolchain=/x",
                           "-resource-dir",
                           "-ivfsoverlay"}) {
    EXPECT_EQ(unfit({"gcc", "-c", word, "a.c"}), word);
  }
}

TEST(Fitness, VariablesThatAServerDoesNotHaveAreNot) {
  for (const char* name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH",
                           "GCC_EXEC_PREFIX", "COMPILER_PATH"}) {
    EXPECT_EQ(unfit_for_files({"gcc"}, Environment::of({{name, ""}})), name);
  }
}

}  // namespace
}  // namespace distcc
