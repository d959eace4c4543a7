// SPDX-License-Identifier: GPL-3.0-or-later
//
// An agent whenever one is wanted: it is started when none listens, also in place of one that died
// in a build. One that cannot be started, or that does not answer, is left alone for a while, so
// that ten thousand jobs do not wait for it one after another.
#pragma once

#include <chrono>

#include "base/clock.h"
#include "base/failure_mark.h"
#include "base/fd.h"
#include "base/result.h"
#include "transport/agent_call.h"

namespace distcc {

struct AgentPatience {
  Milliseconds answer{10'000};        ///< longest wait for its start, or for one answer
  std::chrono::seconds back_off{60};  ///< so long it is left alone after a failure
};

/// Runs the program distcc-agent, which lies beside this one or in PATH and sees to it that an
/// agent is there when it ends.
Result<void> start_agent(Deadline deadline);

/// A connection to the agent of this user. One that `broke_off` just before, as it does when it is
/// being killed, is looked after first. Errors are this machine's.
Result<Fd> reach_agent(const AgentPlace& place, const AgentPatience& patience, bool broke_off);

/// Remembers that the agent did not answer. When it is wanted again later it is looked after first.
void leave_agent_alone(const AgentPlace& place, const AgentPatience& patience);

}  // namespace distcc
