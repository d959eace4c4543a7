// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/chart.h"

#include <algorithm>
#include <cmath>

namespace distcc {
namespace {

/// Stacks the phases of one sample, which is shown from `x` to `x + width`.
void add_column(Chart& chart, const Sample& sample, int x, int width, int height) {
  const auto level = [&](std::size_t jobs) {
    return static_cast<int>(std::lround(static_cast<double>(height) * static_cast<double>(jobs) /
                                        static_cast<double>(chart.scale)));
  };
  std::size_t below = 0;
  for (const Phase phase : stacking) {
    const std::size_t above = below + sample.at(phase);
    const int top = level(above);
    const int bottom = level(below);
    if (top > bottom) chart.bars.push_back({phase, x, height - top, width, top - bottom});
    below = above;
  }
}

struct Pair {
  Colour light;
  Colour dark;
};

constexpr Colour from_hex(unsigned value) {
  return {((value >> 16) & 0xff) / 255.0, ((value >> 8) & 0xff) / 255.0, (value & 0xff) / 255.0};
}

/// In the order of the phases.
constexpr Pair colours[phase_count] = {
    {from_hex(0x858585), from_hex(0xa0a0a0)},  // startup
    {from_hex(0xd5480a), from_hex(0xff7a45)},  // blocked
    {from_hex(0x2e93cc), from_hex(0x9fdcff)},  // connect
    {from_hex(0x1f5fae), from_hex(0x4f96f0)},  // preprocess
    {from_hex(0xc67c00), from_hex(0xf0b030)},  // send
    {from_hex(0x00906a), from_hex(0x1fbf8f)},  // compile
    {from_hex(0xb55a8f), from_hex(0xdf8fbf)},  // receive
};

double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

}  // namespace

Chart chart_of(const Samples& samples, std::size_t slots, int width, int height, int step) {
  Chart chart;
  if (width <= 0 || height <= 0 || step <= 0) return chart;
  const auto shown = std::min(samples.size(), static_cast<std::size_t>((width + step - 1) / step));
  const auto first = samples.end() - static_cast<std::ptrdiff_t>(shown);
  chart.scale = std::max<std::size_t>(slots, 1);
  for (auto sample = first; sample != samples.end(); ++sample) {
    chart.scale = std::max(chart.scale, sample->total());
  }
  // Samples that are alike become one column: a busy host looks the same for a while.
  for (auto sample = first; sample != samples.end();) {
    const auto next =
        std::find_if(sample, samples.end(), [&](const Sample& other) { return other != *sample; });
    const int right = width - step * static_cast<int>(samples.end() - next);
    const int left = std::max(0, width - step * static_cast<int>(samples.end() - sample));
    add_column(chart, *sample, left, right - left, height);
    sample = next;
  }
  return chart;
}

Colour colour_of(Phase phase, bool dark) {
  const auto index = std::min(static_cast<std::size_t>(phase), phase_count - 1);
  return dark ? colours[index].dark : colours[index].light;
}

double luminance_of(const Colour& colour) {
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

}  // namespace distcc
