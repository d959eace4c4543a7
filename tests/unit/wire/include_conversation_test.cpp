// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/include_conversation.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

TEST(IncludeQuestion, NamesTheDirectoryAndTheWords) {
  EXPECT_EQ(include_question("/w", {"gcc", "-c", "a.c"}),
            "CDIR00000002/wARGC00000003ARGV00000003gccARGV00000002-cARGV00000003a.c");
}

TEST(IncludeAnswer, GivesThePaths) {
  const auto paths = parse_include_answer("ARGC00000002ARGV00000004/a/bARGV00000000", WireLimits());
  ASSERT_TRUE(paths) << paths.error().text;
  EXPECT_EQ(*paths, (std::vector<std::string>{"/a/b", ""}));
}

TEST(IncludeAnswer, MayBeEmpty) {
  const auto paths = parse_include_answer("ARGC00000000", WireLimits());
  ASSERT_TRUE(paths);
  EXPECT_TRUE(paths->empty());
}

class DamagedIncludeAnswer : public testing::TestWithParam<const char*> {};

TEST_P(DamagedIncludeAnswer, IsAnError) {
  EXPECT_FALSE(parse_include_answer(GetParam(), WireLimits()));
}

INSTANTIATE_TEST_SUITE_P(Answers, DamagedIncludeAnswer,
                         testing::Values("", "ARGC", "ARGC0000000x", "ARGV00000001a",
                                         "ARGC00000001", "ARGC00000001ARGV00000009/a/b",
                                         "ARGC00000002ARGV00000004/a/b", "ARGCffffffff"));

}  // namespace
}  // namespace distcc
