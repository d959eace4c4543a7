// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace distcc {
namespace {

using Words = std::vector<std::string>;

TEST(Cat, JoinsTextCharactersAndNumbers) {
  EXPECT_EQ(cat("a", std::string("b"), 'c', 12, -3L, std::string_view("d")), "abc12-3d");
  EXPECT_EQ(cat(), "");
  EXPECT_EQ(cat(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(cat(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

TEST(Fixed, HasTheAskedDecimals) {
  EXPECT_EQ(fixed(1.25, 0), "1");
  EXPECT_EQ(fixed(0.04014, 4), "0.0401");
  EXPECT_EQ(fixed(-2, 1), "-2.0");
  EXPECT_EQ(fixed(-std::numeric_limits<double>::max(), 1000).size(), 1 + 309 + 1 + 100U);
}

TEST(Counted, HasTheEndingOfItsNumber) {
  EXPECT_EQ(counted(0, "job"), "0 jobs");
  EXPECT_EQ(counted(1, "job"), "1 job");
  EXPECT_EQ(counted(2, "job"), "2 jobs");
}

TEST(ParseInteger, TakesDecimalNumbers) {
  struct Row {
    const char* text;
    std::int64_t number;
  };
  for (const Row& row : {Row{"0", 0}, Row{"007", 7}, Row{"-12", -12}, Row{"+12", 12},
                         Row{"9223372036854775807", INT64_MAX}}) {
    EXPECT_EQ(parse_integer(row.text), row.number) << row.text;
  }
}

TEST(ParseInteger, RefusesAllElse) {
  for (const char* text :
       {"", "+", "-", "+-3", "-+3", "--3", " 3", "3 ", "3x", "0x3", "1.5", "9223372036854775808"}) {
    EXPECT_FALSE(parse_integer(text)) << text;
  }
}

TEST(SplitWords, DropsEmptyWords) {
  EXPECT_EQ(split_words("  a\tb\n\nc "), (Words{"a", "b", "c"}));
  EXPECT_EQ(split_words(""), Words{});
  EXPECT_EQ(split_words(" \n"), Words{});
  EXPECT_EQ(split_words("a:b::c", ":"), (Words{"a", "b", "c"}));
}

TEST(SplitFields, KeepsEmptyFields) {
  using Fields = std::vector<std::string_view>;
  EXPECT_EQ(split_fields("a::b:", ':'), (Fields{"a", "", "b", ""}));
  EXPECT_EQ(split_fields("", ':'), Fields{""});
}

TEST(Join, PutsTheSeparatorBetween) {
  EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(join({"", ""}, "-"), "-");
}

TEST(ShellLine, QuotesWhatAShellWouldTakeApart) {
  EXPECT_EQ(shell_line({"gcc", "-DX=1", "a/b.c"}), "gcc -DX=1 a/b.c");
  EXPECT_EQ(shell_line({"a b", ""}), "'a b' ''");
  EXPECT_EQ(shell_line({"it's", "$x", "a*"}), "'it'\\''s' '$x' 'a*'");
}

}  // namespace
}  // namespace distcc
