// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who says which files a compile reads: the include server that `pump` names (INCLUDE_SERVER_PORT),
// or else the agent of this user, which is started when it is wanted. One that dies is started
// again; one that is silent costs a bounded time, once for many jobs. Either way the worst is that
// a job is preprocessed here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/world.h"
#include "transport/agent_call.h"

namespace distcc {

/// Where the agent is that is to be asked; nothing where that is another program's include server.
Result<std::optional<AgentPlace>> own_agent(const World& world);

/// The files of the compile with these words as they travel, of the agent there. Never none; errors
/// as below.
Result<PackedFiles> ask_for_packed_files(const World& world, const AgentPlace& agent,
                                         const std::vector<std::string>& words);

/// Paths below a client root, as read_pump_path() understands them, of all that the compile with
/// these words reads. Never empty; errors are this machine's, or of Fault::protocol.
Result<std::vector<std::string>> ask_include_server(const World& world,
                                                    const std::vector<std::string>& words);

/// The same files by their own names, always asked of the agent, with an error that says why they
/// cannot be told.
Result<std::vector<std::string>> ask_for_inputs(const World& world,
                                                const std::vector<std::string>& words);

/// Notes that a job failed on a host in pump mode and did not fail here. After
/// DISTCC_MAX_DISCREPANCY of them pump mode is off: for the rest of a build under `pump`, else for
/// DISTCC_BACKOFF_PERIOD.
void note_discrepancy(const World& world);
bool is_pump_off(const World& world);

}  // namespace distcc
