// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolchain/probe.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "toolchain/compile_here.h"

namespace distcc {
namespace {

RemoteNames names() {
  RemoteNames names;
  names.triple = "x86_64-linux-gnu";
  names.is_on_path = [](const std::string&) { return true; };
  return names;
}

TEST(ProbeWords, AskForTheNameThatJobsAskFor) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(probe_words_for_host({"gcc", CompilerFamily::gcc, false}, names()),
            (Words{"x86_64-linux-gnu-gcc", "-O2", "-c", "distcc-probe.i", "-o", "distcc-probe.o"}));
  EXPECT_EQ(probe_words_for_host({"/opt/bin/g++", CompilerFamily::gcc, true}, names()),
            (Words{"/opt/bin/g++", "-O2", "-c", "distcc-probe.ii", "-o", "distcc-probe.o"}));
  EXPECT_EQ(probe_words_for_host({"clang++", CompilerFamily::clang, true}, names()),
            (Words{"clang++", "-O2", "-c", "distcc-probe.ii", "--target=x86_64-pc-linux-gnu", "-o",
                   "distcc-probe.o"}));
}

TEST(ProbeWords, HereNameFilesOfOneDirectory) {
  const auto words = probe_words_here({"gcc", CompilerFamily::gcc, false}, "/d");
  EXPECT_EQ(words, (std::vector<std::string>{"gcc", "-O2", "-c", "/d/distcc-probe.i", "-o",
                                             "/d/distcc-probe.o"}));
}

TEST(CompilerIdent, IsWhatTheObjectSays) {
  using namespace std::string_literals;
  EXPECT_EQ(compiler_ident("\x7f"s + "ELF\0\0GCC: (Debian 12.2.0-14) 12.2.0\0.symtab"s),
            "GCC: (Debian 12.2.0-14) 12.2.0");
  EXPECT_EQ(compiler_ident("\0Debian clang version 14.0.6\0\0"s), "Debian clang version 14.0.6");
  EXPECT_EQ(compiler_ident("no object"), "");
  EXPECT_EQ(compiler_ident("GCC: (a\nb"), "GCC: (a");
  EXPECT_LE(compiler_ident("GCC: (" + std::string(5000, 'x')).size(), 120u);
}

TEST(ProbeDifference, NamesBothCompilers) {
  EXPECT_EQ(probe_difference("same", "same"), "");
  EXPECT_EQ(probe_difference("GCC: (A) 12", "GCC: (B) 13"),
            "its compiler is GCC: (B) 13, here it is GCC: (A) 12");
  EXPECT_EQ(probe_difference("xGCC: (A) 12", "xGCC: (A) 12\nother code"),
            "its compiler makes other code than the one here, though both call themselves xGCC: "
            "(A) 12");
}

TEST(Probe, IsTheSameObjectTwice) {
  for (const bool cxx : {false, true}) {
    const ProbedCompiler compiler{cxx ? "g++" : "gcc", CompilerFamily::gcc, cxx};
    const auto first = compile_probe_here(compiler, cxx ? "/usr/bin/g++" : "/usr/bin/gcc", {});
    const auto second = compile_probe_here(compiler, cxx ? "/usr/bin/g++" : "/usr/bin/gcc", {});
    ASSERT_TRUE(first) << first.error().text;  // both are needed to build this
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(*first, *second);
    EXPECT_NE(compiler_ident(*first), "");
  }
}

TEST(Probe, OfAProgramThatIsNoCompilerIsAnError) {
  EXPECT_FALSE(compile_probe_here({"false", CompilerFamily::gcc, false}, "/bin/false", {}));
}

}  // namespace
}  // namespace distcc
