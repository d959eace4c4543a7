// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace distcc {
namespace {

TEST(JsonString, EscapesWhatHasAMeaning) {
  EXPECT_EQ(json_string("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json_string("tab\tline\nbell\x07 del\x7f"), R"("tab\tline\nbell\u0007 del\u007f")");
  EXPECT_EQ(json_string(""), "\"\"");
}

TEST(JsonString, KeepsUtf8) {
  EXPECT_EQ(json_string("gr\xC3\xBCn \xE2\x82\xAC \xF0\x9F\x98\x80"),
            "\"gr\xC3\xBCn \xE2\x82\xAC \xF0\x9F\x98\x80\"");
}

TEST(JsonString, ReplacesBytesThatAreNoUtf8) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(json_string("a\xFF"), "\"a" + bad + "\"");
  EXPECT_EQ(json_string("\xC3"), "\"" + bad + "\"");                      // cut off
  EXPECT_EQ(json_string("\xC0\xAF"), "\"" + bad + bad + "\"");            // overlong
  EXPECT_EQ(json_string("\xED\xA0\x80"), "\"" + bad + bad + bad + "\"");  // a surrogate
  EXPECT_EQ(json_string("\xF4\x90\x80\x80"), "\"" + bad + bad + bad + bad + "\"");
}

TEST(JsonWriter, NestsAndSeparates) {
  JsonWriter json;
  json.begin_object().member("name", "x").member("count", 3).key("list").begin_array();
  json.value(1).value(true).begin_object().end_object().value("s").end_array();
  json.member("ratio", 0.5).key("none").begin_array().end_array().end_object();
  EXPECT_EQ(json.text(),
            R"({"name":"x","count":3,"list":[1,true,{},"s"],"ratio":0.500,"none":[]})");
}

TEST(JsonWriter, HasNoInfinity) {
  JsonWriter json;
  json.begin_array().value(std::numeric_limits<double>::infinity()).end_array();
  EXPECT_EQ(json.text(), "[null]");
}

}  // namespace
}  // namespace distcc
