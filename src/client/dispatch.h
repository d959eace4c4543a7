// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/scratch.h"
#include "client/progress.h"
#include "client/world.h"
#include "hosts/host_list.h"
#include "hosts/slots.h"
#include "job/compile_job.h"
#include "job/compile_result.h"
#include "job/outcome.h"

namespace distcc {

/// What came of trying to have a job done by a host.
struct Dispatched {
  Reason reason;                        ///< compiled_remotely, or why not
  ExitCode code = ExitCode::failed;     ///< when nothing could run: the last error
  std::optional<Host> host;             ///< the one that answered
  CompileResult result;                 ///< its answer
  WaitStatus preprocessor;              ///< for preprocessor_failed
  std::string diagnostics;              ///< of the preprocessor, not yet shown to the user
  bool pumped = false;                  ///< the host got the files, and did the preprocessing
  std::vector<std::string> pump_names;  ///< of those, where an include server named them
  std::string dependency_file;          ///< where result.dependencies go; empty: nowhere
  std::optional<OutputFile> object;     ///< complete; not yet in its place
  std::optional<Claim> local_slot;      ///< for host_is_localhost: held from here on
};

/// Tries host after host until one answers: place → preprocess (once) → carry. A host that fails
/// is remembered by the back-off and not tried again for this job, so this ends.
Dispatched dispatch(const World& world, const CompileJob& job, HostList list, Progress& progress);

}  // namespace distcc
