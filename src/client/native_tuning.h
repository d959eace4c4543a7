// SPDX-License-Identifier: GPL-3.0-or-later
//
// What -march=native means on this machine, asked of the compiler once and remembered in
// DISTCC_DIR/native until the compiler, the command's words or the boot of the machine change.
#pragma once

#include "base/expected.h"
#include "client/world.h"
#include "job/compile_job.h"
#include "job/outcome.h"

namespace distcc {

/// `job` with its native words replaced, or Outcome::native_not_resolved.
expected<CompileJob, Reason> resolve_native_tuning(const World& world, const CompileJob& job);

}  // namespace distcc
