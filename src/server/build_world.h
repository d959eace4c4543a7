// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/environment.h"
#include "base/result.h"
#include "discovery/announcer.h"
#include "options/server_options.h"
#include "server/access.h"
#include "server/compilers.h"
#include "server/world.h"

namespace distcc {

/// --jobs, or the number of CPUs that this process may use.
int job_slots(const ServerOptions& options);
/// --queue, or what suits so many jobs.
int queue_places(const ServerOptions& options, int jobs);

/// Confines compilers as the options want it. Call it before threads start, as the user that the
/// server runs as. An error when --sandbox=strict cannot be had.
Result<Sandbox> prepare_sandbox(const ServerOptions& options, const CompilerRules& rules,
                                const Environment& environment);

ServingLimits serving_limits(const ServerOptions& options);

/// Log lines that tell the administrator what is in force, and who may connect.
void log_what_is_in_force(const ServerOptions& options, const World& world);

/// Announces the server on the network when that is wanted; empty when it is not, or cannot be.
std::unique_ptr<Announcer> announce(const ServerOptions& options, const World& world,
                                    int listening_socket);

}  // namespace distcc
