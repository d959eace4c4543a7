// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/chart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace distcc {
namespace {

Sample sample(int compiling, int sending = 0) {
  Sample result;
  for (int i = 0; i < compiling; ++i) result.add(Phase::compile);
  for (int i = 0; i < sending; ++i) result.add(Phase::send);
  return result;
}

TEST(Chart, StacksPhasesAndPutsTheNewestRight) {
  const Chart chart = chart_of({sample(1, 1), sample(4)}, 4, 100, 40);
  ASSERT_EQ(chart.bars.size(), 3U);
  EXPECT_EQ(chart.scale, 4U);
  const Bar& compile = chart.bars[0];
  EXPECT_EQ(compile.phase, Phase::compile);
  EXPECT_EQ(compile.x, 96);
  EXPECT_EQ(compile.width, 2);
  EXPECT_EQ(compile.y, 30);
  EXPECT_EQ(compile.height, 10);
  EXPECT_EQ(chart.bars[1].phase, Phase::send);
  EXPECT_EQ(chart.bars[1].y, 20);
  EXPECT_EQ(chart.bars[2].x, 98);
  EXPECT_EQ(chart.bars[2].height, 40);
}

TEST(Chart, MoreJobsThanSlotsChangeTheScale) {
  EXPECT_EQ(chart_of({sample(7)}, 4, 100, 40).scale, 7U);
  EXPECT_EQ(chart_of({sample(0)}, 0, 100, 40).scale, 1U);
}

TEST(Chart, SamplesThatAreAlikeAreOneBar) {
  const Chart chart = chart_of(Samples(30, sample(2)), 2, 100, 10);
  ASSERT_EQ(chart.bars.size(), 1U);
  EXPECT_EQ(chart.bars[0].x, 40);
  EXPECT_EQ(chart.bars[0].width, 60);
}

TEST(Chart, ShowsWhatFitsAndStaysInside) {
  Samples samples;
  for (int i = 0; i < 500; ++i) samples.push_back(sample(i % 5, i % 3));
  for (const int width : {0, 1, 2, 3, 101, 2000}) {
    for (const int height : {0, 1, 7, 100}) {
      for (const Bar& bar : chart_of(samples, 6, width, height).bars) {
        ASSERT_GE(bar.x, 0);
        ASSERT_GT(bar.width, 0);
        ASSERT_LE(bar.x + bar.width, width);
        ASSERT_GE(bar.y, 0);
        ASSERT_LE(bar.y + bar.height, height);
      }
    }
  }
}

double contrast(double a, double b) {
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

TEST(Colours, StandOutFromTheirBackground) {
  const double white = 1;
  const double dark_grey = luminance_of({0x2d / 255.0, 0x2d / 255.0, 0x2d / 255.0});
  for (const Phase phase : stacking) {
    EXPECT_GE(contrast(luminance_of(colour_of(phase, false)), white), 3) << phase_name(phase);
    EXPECT_GE(contrast(luminance_of(colour_of(phase, true)), dark_grey), 3) << phase_name(phase);
  }
}

TEST(Colours, DifferFromEachOther) {
  for (const bool dark : {false, true}) {
    for (const Phase a : stacking) {
      for (const Phase b : stacking) {
        if (a == b) continue;
        const Colour x = colour_of(a, dark);
        const Colour y = colour_of(b, dark);
        EXPECT_GT(std::hypot(x.red - y.red, x.green - y.green, x.blue - y.blue), 0.2)
            << phase_name(a) << " and " << phase_name(b);
      }
    }
  }
}

}  // namespace
}  // namespace distcc
