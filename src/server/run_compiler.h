// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

#include "base/expected.h"
#include "base/process.h"
#include "server/incoming_request.h"
#include "server/refusal.h"
#include "server/stream.h"
#include "server/world.h"

namespace distcc {

/// What a compiler left.
struct CompilerEnd {
  WaitStatus status;
  bool timed_out = false;  ///< it was killed at the end of --job-lifetime
  std::string diagnostics;
  std::string standard_output;
  Fd object;  ///< empty when it failed or made none
  std::size_t object_bytes = 0;
  std::string dependencies;  ///< in pump mode; empty when it failed
};

/// Waits for a job slot. Refuses when the queue is full, the client goes away or the server ends.
expected<JobQueue::Place, Refusal> wait_for_slot(World& world, const Stream& stream);

/// Runs the compiler of a request to its end. It is killed at once when its client goes away, its
/// time is up or the server ends in a hurry.
expected<CompilerEnd, Refusal> run_compiler(World& world, const Stream& stream,
                                            const IncomingRequest& request);

}  // namespace distcc
