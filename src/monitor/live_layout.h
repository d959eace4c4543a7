// SPDX-License-Identifier: GPL-3.0-or-later
//
// The view that fills a terminal: what one snapshot looks like in a terminal of some size. Pure, so
// that its tests need no terminal.
#pragma once

#include <cstddef>

#include "monitor/frame.h"
#include "monitor/snapshot.h"

namespace distcc {

/// What the user did to the view.
struct LiveView {
  std::size_t scroll = 0;  ///< lines of the body that are above the window
  bool all_hosts = false;  ///< idle hosts too, in the order of the list
};

struct LivePicture {
  Frame frame;
  std::size_t scroll_limit = 0;  ///< the last line of the body is in the window
  std::size_t page = 0;          ///< lines of the body that the window shows
};

/// Never more lines than rows, never a line with more cells than columns.
LivePicture lay_out(const Snapshot& snapshot, Size size, const LiveView& view);

/// "C" for a compile: how a strip of slots shows the phase, also without colours.
char letter_of(Phase phase);

}  // namespace distcc
