// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/served_command.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"

namespace distcc {
namespace {

TEST(ServedCommand, FindsSourceAndOutput) {
  const auto served = scan_request(split_words("gcc -O2 -c sub/a.cc -o sub/a.o"));
  ASSERT_TRUE(served);
  EXPECT_EQ(served->input_word, 3U);
  EXPECT_EQ(served->output_word, 5U);
  EXPECT_FALSE(served->output_glued);
  EXPECT_EQ(served->input_extension, "cc");
  EXPECT_EQ(served->preprocessed_extension, "ii");
}

TEST(ServedCommand, FindsAGluedOutput) {
  const auto served = scan_request(split_words("gcc -c a.c -oa.o"));
  ASSERT_TRUE(served);
  EXPECT_EQ(served->output_word, 3U);
  EXPECT_TRUE(served->output_glued);
}

TEST(ServedCommand, TheOutputMayBeMissing) {
  const auto served = scan_request(split_words("gcc -c a.c"));
  ASSERT_TRUE(served);
  EXPECT_FALSE(served->output_word);
}

TEST(ServedCommand, PreprocessedExtensionsOfAllSources) {
  for (const auto& [source, expected] : {std::pair{"a.c", "i"},
                                         {"a.i", "i"},
                                         {"a.cc", "ii"},
                                         {"a.C", "ii"},
                                         {"a.c++", "ii"},
                                         {"a.cp", "ii"},
                                         {"a.cxx", "ii"},
                                         {"a.ii", "ii"},
                                         {"a.m", "mi"},
                                         {"a.mi", "mi"},
                                         {"a.mm", "mii"},
                                         {"a.M", "mii"},
                                         {"a.mii", "mii"},
                                         {".c", "i"}}) {
    const auto served = scan_request({"gcc", "-c", source});
    ASSERT_TRUE(served) << source;
    EXPECT_EQ(served->preprocessed_extension, expected) << source;
  }
}

class Served : public testing::TestWithParam<const char*> {};

TEST_P(Served, IsServed) {
  const auto served = scan_request(split_words(GetParam()));
  EXPECT_TRUE(served) << served.error().text;
}

// What clients of other ages send, although ours would not.
INSTANTIATE_TEST_SUITE_P(
    Tolerated, Served,
    testing::Values("gcc -S a.c -o a.s", "gcc -fnew-option-of-2030 -c a.c -o a.o",
                    "gcc --new-option operand -c a.c -o a.o", "gcc -gsplit-dwarf -c a.c -o a.o",
                    "gcc -save-temps -fstack-usage -c a.c -o a.o", "gcc -flto -c a.c -o a.o",
                    "gcc -iquote . --sysroot=/x -isysroot /x -c a.c -o a.o",
                    "gcc -include foo.c -c a.c -o a.o", "gcc -march=native -c a.c -o a.o",
                    "clang -target x86_64-linux-gnu -Xclang -O1 -c a.c -o a.o",
                    "clang -fmodules -ftime-trace -c a.c -o a.o", "gcc -c a.c -o =b.o",
                    "/usr/bin/gcc -Wa,--noexecstack -fuse-ld=lld -c a.c -o a.o",
                    "gcc -Wa,-al -c a.c -o a.o", "gcc -x cpp-output -c a.c -o a.o",
                    "gcc -pipe -c a.c"));

class Malformed : public testing::TestWithParam<const char*> {};

TEST_P(Malformed, IsRefused) {
  const auto served = scan_request(split_words(GetParam()));
  ASSERT_FALSE(served);
  EXPECT_EQ(served.error().kind, RefusedWords::Kind::malformed) << served.error().text;
}

INSTANTIATE_TEST_SUITE_P(Commands, Malformed,
                         testing::Values("", "-c a.c", "gcc", "gcc a.c -o a.o", "gcc -c",
                                         "gcc -c -o a.o", "gcc -c a.s -o a.o",
                                         "gcc -c a.c b.c -o a.o", "gcc -c a.c -o a.o -o b.o",
                                         "gcc -c a.c -o", "gcc -c a.c b.o",
                                         "gcc -c a.c --output b.o", "gcc -c a.c --output=b.o",
                                         "gcc -E -c a.c -o a.i"));

class Forbidden : public testing::TestWithParam<const char*> {};

TEST_P(Forbidden, IsRefusedByName) {
  const auto served = scan_request(split_words(cat(GetParam(), " -c a.c -o a.o")));
  ASSERT_FALSE(served);
  EXPECT_EQ(served.error().kind, RefusedWords::Kind::forbidden_option);
  EXPECT_TRUE(served.error().text.starts_with("option ")) << served.error().text;
  EXPECT_TRUE(served.error().text.ends_with(" is not allowed")) << served.error().text;
}

INSTANTIATE_TEST_SUITE_P(
    Words, Forbidden,
    testing::Values("gcc -wrapper sh,-c", "gcc --wrapper=sh", "gcc -B /tmp", "gcc -B/tmp",
                    "gcc --prefix=/tmp", "gcc --prefix /tmp", "gcc -specs=x", "gcc -specs x",
                    "gcc --specs=x", "gcc --specs x", "gcc -fplugin=x.so", "gcc -fplugin x.so",
                    "gcc --plugin=x.so", "gcc -fplugin-arg-x-y=z", "gcc -iplugindir=/x",
                    "gcc @file", "gcc -Wp,@file", "gcc -Wa,@file", "gcc -Wp,-fplugin=x.so",
                    "gcc -Xpreprocessor -fplugin=x.so", "gcc -Xassembler @file",
                    "gcc -Xassembler --MD", "gcc -Wa,-o,/x", "gcc -Wa,--MD,/x", "gcc -Wa,-al=/x",
                    "gcc --for-assembler=-al=/x", "gcc -Wl,-plugin,x.so", "clang -load x.so",
                    "clang -fpass-plugin=x.so", "clang -Xclang -load -Xclang x.so",
                    "clang -Xclang -add-plugin -Xclang x", "clang -Xclang=-load",
                    "clang -mllvm -load=x.so", "clang -mllvm=-load=x.so", "clang --config x",
                    "clang --config=x", "clang --config-user-dir=/x", "clang --driver-mode=cl",
                    "clang -ccc-gcc-name x", "clang -ccc-install-dir /x",
                    "clang --gcc-toolchain=/x", "clang --gcc-install-dir=/x"));

}  // namespace
}  // namespace distcc
