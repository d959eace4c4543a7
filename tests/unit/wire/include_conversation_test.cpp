// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/include_conversation.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

Result<std::vector<std::string>> read_words(std::string_view bytes) {
  WordsReader reader(file_names(WireLimits()));
  TRY(reader.feed(bytes));
  if (!reader.complete()) return fail_protocol("incomplete");
  return std::move(reader.words());
}

TEST(CountedWords, HaveTheirLengthBeforeThem) {
  std::string bytes;
  append_words(bytes, {"gcc", "", "a.c"});
  EXPECT_EQ(bytes, "ARGC00000003ARGV00000003gccARGV00000000ARGV00000003a.c");
}

TEST(CountedWords, AreRead) {
  const auto paths = read_words("ARGC00000002ARGV00000004/a/bARGV00000000");
  ASSERT_TRUE(paths) << paths.error().text;
  EXPECT_EQ(*paths, (std::vector<std::string>{"/a/b", ""}));
}

TEST(CountedWords, MayBeNone) {
  const auto paths = read_words("ARGC00000000");
  ASSERT_TRUE(paths);
  EXPECT_TRUE(paths->empty());
}

TEST(CountedWords, LeaveWhatFollows) {
  std::string_view bytes = "ARGC00000001ARGV00000001aNEXT";
  WordsReader reader(file_names(WireLimits()));
  ASSERT_TRUE(reader.feed(bytes));
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(bytes, "NEXT");
}

class DamagedWords : public testing::TestWithParam<const char*> {};

TEST_P(DamagedWords, AreNotTaken) {
  EXPECT_FALSE(read_words(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Words, DamagedWords,
                         testing::Values("", "ARGC", "ARGC0000000x", "ARGV00000001a",
                                         "ARGC00000001", "ARGC00000001ARGV00000009/a/b",
                                         "ARGC00000002ARGV00000004/a/b", "ARGCffffffff",
                                         "ARGC00000001ARGV00001000"));

}  // namespace
}  // namespace distcc
