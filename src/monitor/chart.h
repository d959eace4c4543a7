// SPDX-License-Identifier: GPL-3.0-or-later
//
// A strip chart as rectangles: time goes to the right, the newest sample at the right edge, and the
// phases are stacked, compiling at the bottom. Pure; a widget only fills the rectangles.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "monitor/history.h"

namespace distcc {

/// From the bottom to the top.
constexpr std::array<Phase, phase_count> stacking = {
    Phase::compile, Phase::receive, Phase::send,   Phase::preprocess,
    Phase::connect, Phase::startup, Phase::blocked};

struct Bar {
  Phase phase;
  int x;
  int y;  ///< of its upper edge, down from the top
  int width;
  int height;
};

struct Chart {
  std::vector<Bar> bars;
  std::size_t scale = 1;  ///< jobs at the full height
};

/// `slots` jobs fill the height, or more when there were more. Each sample is `step` wide.
Chart chart_of(const Samples& samples, std::size_t slots, int width, int height, int step = 2);

/// Red, green and blue, 0 to 1.
struct Colour {
  double red;
  double green;
  double blue;
};

/// The colour of a phase in charts and legends, on a light or a dark background. They are told
/// apart without telling red from green, too.
Colour colour_of(Phase phase, bool dark);

/// How light it is to the eye, 0 to 1 (as the Web Content Accessibility Guidelines define it).
double luminance_of(const Colour& colour);

}  // namespace distcc
