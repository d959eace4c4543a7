// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/invocation.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "base/files.h"
#include "base/text.h"

namespace distcc {
namespace {

using Form = Invocation::Form;

struct CallCase {
  std::vector<std::string> argv;
  Form form;
  std::vector<std::string> words;
};

class Calls : public testing::TestWithParam<CallCase> {};

TEST_P(Calls, AreTold) {
  const Invocation invocation = read_invocation(GetParam().argv);
  EXPECT_EQ(invocation.form, GetParam().form);
  EXPECT_EQ(invocation.words, GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, Calls,
    testing::Values(
        CallCase{{"distcc"}, Form::own_option, {}},
        CallCase{{"/usr/bin/distcc", "--version"}, Form::own_option, {"--version"}},
        CallCase{{"distcc", "-j"}, Form::own_option, {"-j"}},
        CallCase{{"distcc", "--explain", "gcc"}, Form::own_option, {"--explain", "gcc"}},
        CallCase{{"distcc", "-c", "a.c"}, Form::implicit, {"cc", "-c", "a.c"}},
        CallCase{{"distcc", "a.c"}, Form::implicit, {"cc", "a.c"}},
        CallCase{{"distcc", "a.o"}, Form::implicit, {"cc", "a.o"}},
        CallCase{{"distcc", "--bogus"}, Form::implicit, {"cc", "--bogus"}},
        CallCase{{"distcc", "gcc", "-c", "a.c"}, Form::explicit_, {"gcc", "-c", "a.c"}},
        CallCase{{"my-distcc-4", "gcc", "--version"}, Form::explicit_, {"gcc", "--version"}},
        CallCase{{"distcc", "ccache", "gcc"}, Form::explicit_, {"ccache", "gcc"}},
        CallCase{{"gcc", "--version"}, Form::masquerade, {"gcc", "--version"}},
        CallCase{{"/usr/lib/distcc/g++", "-c", "a.cc"}, Form::masquerade, {"g++", "-c", "a.cc"}},
        CallCase{{"gcc"}, Form::masquerade, {"gcc"}}));

TEST(SourceAmong, IsTheFirstWordThatLooksLikeOne) {
  EXPECT_EQ(source_among({"gcc", "-c", "-I.", "dir/a.cc", "-o", "a.o"}), "dir/a.cc");
  EXPECT_EQ(source_among({"gcc", "a.o", "-o", "a"}), "");
  EXPECT_EQ(source_among({"gcc", "-DX=a.c", "b.mii"}), "b.mii");
}

/// A directory with programs and links to distcc, removed at the end.
class MasqueradePath : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/distcc_unit_XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
    for (const char* directory : {"/masquerade", "/bin", "/other"}) {
      ASSERT_EQ(::mkdir(cat(root_, directory).c_str(), 0755), 0);
    }
    program("/bin/distcc");
    program("/bin/gcc");
    ASSERT_EQ(::symlink("../bin/distcc", cat(root_, "/masquerade/gcc").c_str()), 0);
  }
  void TearDown() override { remove_tree(root_); }

  void program(const std::string& name) const {
    std::ofstream(root_ + name) << "#!/bin/sh\n";
    ASSERT_EQ(::chmod((root_ + name).c_str(), 0755), 0);
  }
  [[nodiscard]] std::string path(const std::vector<std::string>& entries) const {
    std::string text;
    for (const auto& entry : entries) text += cat(text.empty() ? "" : ":", root_, entry);
    return text;
  }
  [[nodiscard]] Surroundings surroundings(const std::string& argv0, const std::string& search_path,
                                          const char* safeguard = nullptr) const {
    std::map<std::string, std::string> table{{"PATH", search_path}};
    if (safeguard != nullptr) table["_DISTCC_SAFEGUARD"] = safeguard;
    const Invocation invocation = read_invocation({argv0, "-c", "a.c"});
    return read_surroundings(invocation, argv0, root_, Environment::of(table));
  }

  std::string root_;
};

TEST_F(MasqueradePath, IsCutBehindTheDirectoryOfALinkCalledByPath) {
  const auto found =
      surroundings(root_ + "/masquerade/gcc", path({"/other", "/masquerade", "/bin"}));
  EXPECT_TRUE(found.trimmed);
  EXPECT_EQ(found.search_path, root_ + "/bin");
}

TEST_F(MasqueradePath, IsCutBehindTheFirstEntryThatHoldsTheName) {
  const auto found = surroundings("gcc", path({"/other", "/masquerade", "/bin", "/other"}));
  EXPECT_TRUE(found.trimmed);
  EXPECT_EQ(found.search_path, path({"/bin", "/other"}));
}

TEST_F(MasqueradePath, ComparesDirectoriesAfterFoldingDots) {
  const auto found = surroundings("./bin/../masquerade/gcc", path({"/masquerade/", "/bin"}));
  EXPECT_TRUE(found.trimmed);
  EXPECT_EQ(found.search_path, root_ + "/bin");
}

TEST_F(MasqueradePath, StaysWholeWhenOurDirectoryIsTheLastEntryOrMissing) {
  EXPECT_FALSE(surroundings(root_ + "/masquerade/gcc", path({"/bin", "/masquerade"})).trimmed);
  EXPECT_FALSE(surroundings(root_ + "/masquerade/gcc", path({"/bin"})).trimmed);
}

TEST_F(MasqueradePath, AllowsOneCallAboveWhenItWasCut) {
  EXPECT_EQ(surroundings("gcc", path({"/masquerade", "/bin"}), "1").depth, 0);
  EXPECT_EQ(surroundings("distcc", path({"/masquerade", "/bin"}), "1").depth, 1);
  EXPECT_EQ(surroundings("distcc", path({"/bin"})).depth, 0);
}

TEST_F(MasqueradePath, IsPassedOverWhenACompilerIsLookedFor) {
  const auto found = find_compiler("gcc", path({"/masquerade", "/bin"}));
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, root_ + "/bin/gcc");
}

TEST_F(MasqueradePath, LeavesAnErrorWhenThereIsNoCompilerElsewhere) {
  const auto found = find_compiler("gcc", path({"/masquerade", "/other"}));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ExitCode::compiler_missing);
}

TEST_F(MasqueradePath, KeepsANameWithADirectory) {
  EXPECT_EQ(find_compiler("./gcc", path({"/bin"})).value(), "./gcc");
}

TEST_F(MasqueradePath, TellsWhatCcStandsFor) {
  ASSERT_EQ(::symlink("gcc", (root_ + "/bin/cc").c_str()), 0);
  ASSERT_EQ(::symlink("/etc/alternatives/none", (root_ + "/bin/c++").c_str()), 0);
  EXPECT_EQ(real_compiler_name("cc", path({"/masquerade", "/bin"})), "gcc");
  EXPECT_EQ(real_compiler_name("c++", path({"/bin"})), "");
  EXPECT_EQ(real_compiler_name("gcc", path({"/bin"})), "");
}

}  // namespace
}  // namespace distcc
