// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/visitor.h"

#include <gtest/gtest.h>

#include <vector>

namespace distcc {
namespace {

TEST(NameOfThisMachine, IsAnAddressLocalhostOrOneOfItsNames) {
  const std::vector<std::string> names = {"red"};
  for (const char* good : {"127.0.0.1", "::1", "localhost", "red", "192.168.1.7"}) {
    EXPECT_TRUE(is_name_of_this_machine(good, names)) << good;
  }
  // What a page of somebody else can bring a browser to say.
  for (const char* bad : {"evil.example", "red.evil.example", "localhost.evil.example",
                          "127.0.0.1.evil.example", "", "127.0.0.1 ", "0x7f.1"}) {
    EXPECT_FALSE(is_name_of_this_machine(bad, names)) << bad;
  }
}

TEST(Token, IsLongAndNeverTheSame) {
  const auto one = new_token();
  const auto two = new_token();
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->size(), 32U);
  EXPECT_NE(*one, *two);
  EXPECT_TRUE(is_token(*one, *one));
  EXPECT_FALSE(is_token(*two, *one));
  EXPECT_FALSE(is_token(one->substr(1), *one));
  EXPECT_FALSE(is_token("", ""));
}

}  // namespace
}  // namespace distcc
