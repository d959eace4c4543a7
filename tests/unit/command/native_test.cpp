// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/native.h"

#include <algorithm>

#include "real_compiler.h"

namespace distcc {
namespace {

CompileJob job_of(const char* command) {
  const auto job = understand(split_words(command), CommandContext());
  EXPECT_TRUE(job) << command;
  return job ? *job : CompileJob();
}

TEST(Native, TheQuestionIsTheCommandItself) {
  EXPECT_EQ(join(native_question(job_of("gcc -O2 -march=native -c a.c")), " "),
            "gcc -### -O2 -march=native -c a.c");
}

TEST(Native, GccTellsTheWordsOfTheMachine) {
  const auto meaning = parse_native_answer(
      CompilerFamily::gcc,
      "Using built-in specs.\n"
      " /usr/lib/gcc/x/12/cc1 -quiet a.c \"-march=znver3\" -mavx2 --param \"l1-cache-size=32\" "
      "\"-mtune=znver3\" -O2 -o \"/tmp/a b\\\".s\"\n as -o a.o\n");
  ASSERT_TRUE(meaning);
  EXPECT_EQ(join(*meaning, " "), "-march=znver3 -mavx2 --param l1-cache-size=32 -mtune=znver3");
}

TEST(Native, ClangTellsProcessorAndFeatures) {
  const auto meaning = parse_native_answer(
      CompilerFamily::clang,
      "clang version 14\n \"/usr/bin/clang\" \"-cc1\" \"-O2\" \"-target-cpu\" \"znver3\" "
      "\"-target-feature\" \"+avx\" \"-mllvm\" \"-x\" \"-o\" \"a.o\"\n");
  ASSERT_TRUE(meaning);
  EXPECT_EQ(join(*meaning, " "), "-target-cpu znver3 -target-feature +avx");
}

TEST(Native, AnUnclearAnswerIsAnError) {
  for (const char* answer : {"", "gcc: error: no\n", " cc1 -quiet a.c -march=native\n",
                             " cc1 -quiet a.c\n", " as -o a.o\n"}) {
    EXPECT_FALSE(parse_native_answer(CompilerFamily::gcc, answer)) << answer;
  }
  EXPECT_FALSE(
      parse_native_answer(CompilerFamily::clang, "\"clang\" \"-cc1\" \"-target-cpu\" \"native\""));
}

TEST(Native, GccWordsReplaceWhatTheyRepeat) {
  const CompileJob job =
      job_of("gcc -O2 -march=native -mfpmath=sse --param a=1 -mtune=native -c a.c");
  const CompileJob resolved = with_native_resolved(
      job, {"-march=znver3", "--param", "l1=32", "--param", "a=1", "-mfpmath=sse"});
  EXPECT_EQ(join(resolved.words, " "),
            "gcc -march=znver3 --param l1=32 --param a=1 -mfpmath=sse -O2 -c a.c");
  EXPECT_EQ(resolved.words[resolved.input_word], "a.c");
  EXPECT_TRUE(resolved.native_words.empty());
}

TEST(Native, ClangKeepsTheWordAndAddsFeatures) {
  const CompileJob job = job_of("clang -march=native -mtune=native -c a.c");
  const CompileJob resolved = with_native_resolved(
      job, {"-target-cpu", "znver3", "-target-feature", "+avx", "-tune-cpu", "znver4"});
  EXPECT_EQ(join(resolved.words, " "),
            "clang -march=znver3 -mtune=znver4 -c a.c -Xclang -target-feature -Xclang +avx");
  EXPECT_EQ(resolved.words[resolved.input_word], "a.c");
}

struct NativeCompile {
  const char* compiler;
  const char* words;
};

void PrintTo(const NativeCompile& compile, std::ostream* out) {
  *out << compile.compiler << " " << compile.words;
}

class NativeObjectTest : public RealCompilerTest,
                         public testing::WithParamInterface<NativeCompile> {
 protected:
  CompileJob resolved(const CompileJob& job) const {
    EXPECT_EQ(run(native_question(job), client_), 0);
    const auto meaning = parse_native_answer(job.family, content(errors()));
    EXPECT_TRUE(meaning) << meaning.error().text;
    return meaning ? with_native_resolved(job, *meaning) : job;
  }

  [[nodiscard]] std::string without_debug_info(const std::string& object) const {
    write("debug.o", object);
    EXPECT_EQ(run({"objcopy", "--strip-debug", "debug.o", "plain.o"}, client_), 0);
    return content(client_ + "/plain.o");
  }

  /// The words of DW_AT_producer, sorted.
  static std::vector<std::string> sorted_switches(const std::string& object) {
    const std::size_t start = object.find("GNU C");
    if (start == std::string::npos) return {};
    std::vector<std::string> switches = split_words(object.c_str() + start, " ");
    std::sort(switches.begin(), switches.end());
    return switches;
  }
};

TEST_P(NativeObjectTest, IsThatOfALocalCompile) {
  SKIP_WITHOUT(GetParam().compiler);
  const auto words = split_words(cat(GetParam().compiler, " ", GetParam().words));
  const CompileJob job = understood(words);
  ASSERT_FALSE(job.native_words.empty());
  const CompileJob exact = resolved(job);
  const std::string remote = compile_remotely(exact, server_);
  EXPECT_EQ(content(errors()), "");
  EXPECT_EQ(join(remote_command(exact, names()), " ").find("=native"), std::string::npos);
  ASSERT_NE(remote, "");
  if (!job.debug_info) {
    EXPECT_TRUE(remote == compile_locally(words, job)) << "the objects differ";
    return;
  }
  // gcc's record of its switches has the same switches in another order (native.cpp).
  const std::string expected = compile_remotely(job, client_);
  EXPECT_EQ(without_debug_info(remote), without_debug_info(expected));
  EXPECT_EQ(sorted_switches(remote), sorted_switches(expected));
}

INSTANTIATE_TEST_SUITE_P(
    Words, NativeObjectTest,
    testing::Values(NativeCompile{"gcc", "-O3 -march=native -c a.c"},
                    NativeCompile{"gcc", "-O3 -mtune=native -c a.c"},
                    NativeCompile{"gcc", "-O3 -march=native -mtune=generic -c a.c"},
                    NativeCompile{"gcc", "-O3 -mno-avx2 -march=native -mtune=native -c a.c"},
                    NativeCompile{"gcc", "-O3 -m32 -march=native -S a.c"},
                    NativeCompile{"gcc", "-O2 -g -march=native -c a.c"},
                    NativeCompile{"gcc", "-O2 -g -mtune=native -mfpmath=sse -c a.c"},
                    NativeCompile{"g++", "-O3 -march=native --param ssp-buffer-size=4 -c b.cc"},
                    NativeCompile{"clang", "-O3 -march=native -c a.c"},
                    NativeCompile{"clang", "-O3 -mtune=native -c a.c"},
                    NativeCompile{"clang", "-O3 -march=native -mno-avx2 -mtune=native -c a.c"},
                    NativeCompile{"clang", "-O3 -march=native -mtune=generic -c a.c"},
                    NativeCompile{"clang", "-O2 -g -march=native -c a.c"},
                    NativeCompile{"clang++", "-O3 -march=native -emit-llvm -c b.cc"}));

}  // namespace
}  // namespace distcc
