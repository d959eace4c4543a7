// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/world.h"

namespace distcc {

/// `distcc --agent-status [--json]`: what the agent of this user says of itself, the hosts of this
/// user's list with their slots, and how many of the journal's jobs came to which outcome. The exit
/// status tells whether an agent runs.
int show_agent_status(const World& world, bool json);

}  // namespace distcc
