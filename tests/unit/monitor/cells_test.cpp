// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/cells.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

TEST(Cells, CountsCharactersNotBytes) {
  EXPECT_EQ(cells_of("main.c"), 6U);
  EXPECT_EQ(cells_of("größe.c"), 7U);
  EXPECT_EQ(cells_of("漢字.c"), 6U);
  EXPECT_EQ(cells_of("e\u0301.c"), 3U);  // an e and a mark on it
  EXPECT_EQ(cells_of("\xff\xfe"), 2U);
}

TEST(Cells, CutsBetweenCharacters) {
  EXPECT_EQ(left_aligned("main.c", 8), "main.c  ");
  EXPECT_EQ(left_aligned("größe.c", 5), "größ~");
  EXPECT_EQ(left_aligned("漢字.c", 4), "漢~ ");
  EXPECT_EQ(left_aligned("main.c", 0), "");
  EXPECT_EQ(right_aligned("12", 5), "   12");
  EXPECT_EQ(right_aligned("123456", 4), "123~");
}

TEST(Cells, LeavesATerminalNothingToObey) {
  EXPECT_EQ(harmless("a\x1b[2Jb\n"), "a?[2Jb?");
  EXPECT_EQ(harmless("a\u009bb"), "a?b");        // the same command as one character
  EXPECT_EQ(harmless("a\u202eb"), "a?b");        // turns the direction of writing
  EXPECT_EQ(harmless("a\xc0\x80\x80"), "a???");  // no UTF-8
  EXPECT_EQ(harmless("größe"), "größe");
}

}  // namespace
}  // namespace distcc
