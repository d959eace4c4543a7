// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/world.h"

namespace distcc {

/// The story of one compile command, from its words to its exit status: plan → place → carry →
/// deliver, or a run on this machine with the reason in the log. Never throws; the result is for
/// main to return.
int compile(const World& world);

}  // namespace distcc
