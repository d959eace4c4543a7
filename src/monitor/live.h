// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include "base/result.h"
#include "monitor/watch.h"

namespace distcc {

/// How the view ended: by the user's key (0), or by a signal.
struct LiveEnd {
  int signal = 0;
};

/// Fills the terminal with what `watch` sees, looking every `delay`, until the user has enough.
Result<LiveEnd> show_live(Watch& watch, std::chrono::milliseconds delay, bool colours);

}  // namespace distcc
