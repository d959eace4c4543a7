// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/classic.h"

#include <gtest/gtest.h>

#include <string>

namespace distcc {
namespace {

TEST(AppendHeader, IsTokenAndEightLowerCaseDigits) {
  std::string out = "x";
  append_header(out, "ARGV", 0x1aBc);
  EXPECT_EQ(out, "xARGV00001abc");
  append_header(out, "STAT", 0xffffffff);
  EXPECT_EQ(out, "xARGV00001abcSTATffffffff");
}

Result<std::uint32_t> number_of(std::string_view header) {
  HeaderReader reader;
  EXPECT_TRUE(reader.take(header));
  return reader.number("DIST");
}

TEST(HeaderReader, AcceptsEverySpellingThatStockReadersAccept) {
  struct Row {
    const char* field;
    std::uint32_t number;
  };
  const Row rows[] = {
      {"00000000", 0},          {"0000000a", 10},          {"0000000A", 10},
      {"ffffffff", 0xffffffff}, {"FFFFFFFF", 0xffffffff},  {"       1", 1},
      {"\t\n\v\f\r 12", 0x12},  {"+0000001", 1},           {"  +00001", 1},
      {"0x000001", 1},          {"0X00001F", 0x1f},        {"  0x0001", 1},
      {" +0x0001", 1},          {"-0000001", 0xffffffff},  {"-0000000", 0},
      {"-0x00002", 0xfffffffe}, {"7fffffff", 0x7fffffffU},
  };
  for (const Row& row : rows) {
    const auto number = number_of(std::string("DIST") + row.field);
    ASSERT_TRUE(number) << row.field << ": " << number.error().text;
    EXPECT_EQ(*number, row.number) << row.field;
  }
}

TEST(HeaderReader, RefusesWhatIsNoNumber) {
  for (const char* field : {"0000000g", "1       ", "        ", "0x      ", "--000001", "+-000001",
                            "-+000001", "0x-00001", "0x0x0001", "0000 001", "0000.001", "x0000001",
                            "      0x", "       -", "       +"}) {
    const auto number = number_of(std::string("DIST") + field);
    ASSERT_FALSE(number) << field << " = " << *number;
    EXPECT_EQ(number.error().fault, Fault::protocol);
    EXPECT_EQ(number.error().code, ExitCode::protocol_error);
  }
}

TEST(HeaderReader, RefusesANulInTheNumber) {
  EXPECT_FALSE(number_of(std::string_view("DIST1\0\0\0\0\0\0\0", 12)));
}

TEST(HeaderReader, TellsWhatItExpectedAndWhatCame) {
  const auto number = number_of("GET / HTTP/1");
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().text, "expected token \"DIST\", got \"GET / HTTP/1\"");
}

TEST(HeaderReader, WantsTheTokenInUpperCase) {
  EXPECT_FALSE(number_of("dist00000001"));
}

TEST(HeaderReader, EscapesWhatCame) {
  const auto number = number_of(std::string_view("\x16\x03\x01\0\"\\ab\xff\n12", 12));
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().text,
            "expected token \"DIST\", got \"\\x16\\x03\\x01\\x00\\\"\\\\ab\\xff\\x0a12\"");
}

TEST(HeaderReader, TakesNoMoreThanAHeader) {
  HeaderReader reader;
  std::string_view bytes = "DIST0000";
  EXPECT_FALSE(reader.take(bytes));
  EXPECT_TRUE(bytes.empty());
  EXPECT_FALSE(reader.empty());
  bytes = "0001rest";
  EXPECT_TRUE(reader.take(bytes));
  EXPECT_EQ(bytes, "rest");
  EXPECT_EQ(*reader.number("DIST"), 1U);
  EXPECT_TRUE(reader.empty());
}

}  // namespace
}  // namespace distcc
