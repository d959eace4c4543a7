// SPDX-License-Identifier: GPL-3.0-or-later
//
// The facts of a job; what becomes of a command at all is in tests/golden/argv.table.
#include "command/understand.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace distcc {
namespace {

CompileJob job_of(const char* command) {
  const auto job = understand(split_words(command), CommandContext());
  EXPECT_TRUE(job) << command << ": " << job.error().describe();
  return job ? *job : CompileJob();
}

TEST(Understand, KeepsTheWordsAndTheSource) {
  const CompileJob job = job_of("gcc -O2 -c sub/a.c -o b.o");
  EXPECT_EQ(join(job.words, " "), "gcc -O2 -c sub/a.c -o b.o");
  EXPECT_EQ(job.input, "sub/a.c");
  EXPECT_EQ(job.input_word, 3U);
  EXPECT_TRUE(job.output_given);
  EXPECT_FALSE(job.to_assembly);
}

TEST(Understand, DropsWrappers) {
  const CompileJob job = job_of("/usr/bin/ccache gcc -c a.c");
  EXPECT_EQ(join(job.words, " "), "gcc -c a.c");
  EXPECT_FALSE(job.output_given);
}

TEST(Understand, TellsTheFamily) {
  EXPECT_EQ(job_of("gcc -c a.c").family, CompilerFamily::gcc);
  EXPECT_EQ(job_of("clang++-14 -c a.cc").family, CompilerFamily::clang);
}

struct LanguageCase {
  const char* command;
  Language language;
  bool preprocessed;
};

void PrintTo(const LanguageCase& row, std::ostream* out) {
  *out << row.command;
}

class Languages : public testing::TestWithParam<LanguageCase> {};

TEST_P(Languages, AreTold) {
  const CompileJob job = job_of(GetParam().command);
  EXPECT_EQ(job.language, GetParam().language);
  EXPECT_EQ(job.preprocessed, GetParam().preprocessed);
}

INSTANTIATE_TEST_SUITE_P(
    Commands, Languages,
    testing::Values(LanguageCase{"gcc -c a.c", Language::c, false},
                    LanguageCase{"gcc -c a.i", Language::c, true},
                    LanguageCase{"gcc -c a.cc", Language::cxx, false},
                    LanguageCase{"gcc -c a.C", Language::cxx, false},
                    LanguageCase{"gcc -c a.ii", Language::cxx, true},
                    LanguageCase{"gcc -c a.m", Language::objective_c, false},
                    LanguageCase{"gcc -c a.mii", Language::objective_cxx, true},
                    LanguageCase{"g++ -c a.c", Language::cxx, false},
                    LanguageCase{"g++ -c a.i", Language::cxx, true},
                    LanguageCase{"g++ -x c -c a.c", Language::c, false},
                    LanguageCase{"gcc -xc++ -c a.c", Language::cxx, false},
                    LanguageCase{"gcc -c a.c -xc++", Language::c, false},
                    LanguageCase{"gcc -x c++ -x none -c a.c", Language::c, false},
                    LanguageCase{"gcc -x cpp-output -c a.c", Language::c, true},
                    LanguageCase{"gcc -x c -c a.i", Language::c, false}));

struct DebugCase {
  const char* words;
  bool debug_info;
};

void PrintTo(const DebugCase& row, std::ostream* out) {
  *out << row.words;
}

class DebugInfo : public testing::TestWithParam<DebugCase> {};

TEST_P(DebugInfo, IsWhatTheLastWordSays) {
  EXPECT_EQ(job_of(cat("gcc ", GetParam().words, " -c a.c").c_str()).debug_info,
            GetParam().debug_info);
}

INSTANTIATE_TEST_SUITE_P(Words, DebugInfo,
                         testing::Values(DebugCase{"-O2", false}, DebugCase{"-g", true},
                                         DebugCase{"-g -O2", true}, DebugCase{"-g -g0", false},
                                         DebugCase{"-g0 -ggdb3", true}, DebugCase{"-ggdb0", false},
                                         DebugCase{"-gz", false}, DebugCase{"-gdwarf-5", true},
                                         DebugCase{"-gno-column-info", true},
                                         DebugCase{"-gline-tables-only", true},
                                         DebugCase{"-gstrict-dwarf", false}));

TEST(Understand, WordsForClangMayAskForDebugInfo) {
  EXPECT_TRUE(job_of("clang -Xclang -debug-info-kind=limited -c a.c").debug_info);
  EXPECT_FALSE(job_of("clang -Xclang -fuse-ctor-homing -c a.c").debug_info);
}

TEST(Understand, FindsNativeWords) {
  const CompileJob job = job_of("gcc -march=native -mtune=generic -mcpu=native -c a.c");
  EXPECT_EQ(job.native_words, (std::vector<std::size_t>{1, 3}));
}

TEST(Understand, TheEnvironmentMayAskForDependencies) {
  CommandContext context;
  context.dependencies_by_environment = true;
  const auto job = understand({"gcc", "-c", "a.c"}, context);
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().outcome, Outcome::dependencies_by_environment);
  EXPECT_TRUE(understand({"gcc", "-c", "a.i"}, context));
}

TEST(Understand, TheReasonNamesTheOption) {
  const auto job = understand({"gcc", "-gsplit-dwarf", "-c", "a.c"}, CommandContext());
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().subject, "-gsplit-dwarf");
}

TEST(Understand, NoWordsAreNoCompiler) {
  const auto job = understand({}, CommandContext());
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().outcome, Outcome::unknown_compiler);
}

TEST(Understand, DependencyTargetsAreNoted) {
  EXPECT_FALSE(job_of("gcc -MD -c a.c -o b.o").dependencies.target_given);
  EXPECT_TRUE(job_of("gcc -MD -MQ x -c a.c -o b.o").dependencies.target_given);
}

}  // namespace
}  // namespace distcc
