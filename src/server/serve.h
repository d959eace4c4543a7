// SPDX-License-Identifier: GPL-3.0-or-later
//
// The story of one request: receive and admit, wait for a slot, run the compiler, answer. Whoever
// may not connect has been turned away before.
#pragma once

#include "server/connection_table.h"
#include "server/job_summary.h"
#include "server/stream.h"
#include "server/world.h"

namespace distcc {

/// Serves the one request of a client; returns when its answer is sent, or it got none. The
/// outcome is logged and counted.
void serve_client(World& world, Stream& stream, const std::string& client,
                  LiveConnection& connection);

}  // namespace distcc
