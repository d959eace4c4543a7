// SPDX-License-Identifier: GPL-3.0-or-later
//
// The single questions that a host is asked. Each puts its answer into the facts, or gives it back,
// and is over by the deadline (but for the name service, which cannot be interrupted).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "doctor/facts.h"
#include "transport/connect.h"

namespace distcc {

void look_up_addresses(HostFacts& facts);

/// Connects to the addresses in turn; the one that answers becomes the only one.
void try_to_connect(HostFacts& facts, Deadline deadline);

/// True when the server hangs up after the first bytes of a request: it does not talk to us at all.
/// One that merely refuses a command reads all of it first.
bool closes_at_once(const HostFacts& facts, Deadline deadline);

CompileFacts compile_on(const HostFacts& facts, const std::vector<std::string>& words,
                        const CompilerFacts& compiler, const ConnectSettings& settings,
                        Deadline deadline);

/// A compile in pump mode, of one small file.
CompileFacts pump_on(const HostFacts& facts, const std::string& compiler,
                     const ConnectSettings& settings, Deadline deadline);

/// How many jobs the server runs at once, when its statistics page (port 3633) tells.
std::optional<int> jobs_by_statistics(const HostFacts& facts, Deadline deadline);

}  // namespace distcc
