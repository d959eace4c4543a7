// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/world.h"

namespace distcc {

/// `distcc --scan-includes COMMAND`: what a host in pump mode would be sent, as stock distcc shows
/// it (distcc-compat.md 7.6). A command that runs here by rule is run. The exit status.
int scan_includes(const World& world);

/// `distcc --show-inputs COMMAND`: every file that the compile can read, and the links on the way,
/// headers of the system among them. The exit status.
int show_inputs(const World& world);

}  // namespace distcc
