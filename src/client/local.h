// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/process.h"
#include "base/result.h"
#include "client/progress.h"
#include "client/world.h"
#include "hosts/slots.h"

namespace distcc {

/// Runs the command on this machine exactly as typed, with our own standard streams.
/// The error has ExitCode::compiler_missing when there is no such program.
Result<WaitStatus> run_here(const World& world, const std::vector<std::string>& words,
                            Progress& progress);

/// One of the slots that bound how many compilers run here at once, waiting for it. Nothing when
/// slots cannot be used: a compile is never refused for that.
std::optional<Claim> claim_local_slot(const World& world, int limit, Progress& progress);

}  // namespace distcc
