// SPDX-License-Identifier: GPL-3.0-or-later
//
// How an agent comes to be there: one starter at a time looks for a running one, and starts another
// in the background when there is none, or when it is outdated.
#pragma once

#include "agent/agent.h"
#include "base/result.h"

namespace distcc {

/// Sees to it that an agent answers at the place when this returns.
Result<void> ensure_agent(const AgentSettings& settings);

/// Runs the agent in this process, with its log as it is.
Result<void> run_in_foreground(const AgentSettings& settings);

}  // namespace distcc
