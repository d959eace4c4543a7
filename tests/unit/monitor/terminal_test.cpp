// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/terminal.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

TEST(TakeKey, KnowsSequencesAndPassesOverOthers) {
  std::string typed = "\x1b[Aj\x1b[6~\x1b[1;5Cq";
  EXPECT_EQ(take_key(typed), Key::up);
  EXPECT_EQ(take_key(typed), Key::down);
  EXPECT_EQ(take_key(typed), Key::page_down);
  EXPECT_EQ(take_key(typed), Key::other);
  EXPECT_EQ(take_key(typed), Key::quit);
  EXPECT_EQ(take_key(typed), Key::none);
}

TEST(TakeKey, WaitsForTheRestOfASequence) {
  std::string typed = "\x1b[";
  EXPECT_EQ(take_key(typed), Key::none);
  typed += "B";
  EXPECT_EQ(take_key(typed), Key::down);
  typed = "\x1b[" + std::string(100, '1');
  EXPECT_EQ(take_key(typed), Key::none);
  EXPECT_TRUE(typed.empty()) << "what never ends is no key";
}

}  // namespace
}  // namespace distcc
