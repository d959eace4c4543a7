// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/world.h"

namespace distcc {

/// distcc --summary [BUILD]: what the last build, or the named one, came to. The exit code.
int show_summary(const World& world);

/// distcc --trace FILE [BUILD]: the same build as a trace for Perfetto or chrome://tracing; "-" is
/// standard output. The exit code.
int write_trace(const World& world);

}  // namespace distcc
