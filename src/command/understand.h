// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a command line to a compile job, or to the reason why it runs here exactly as typed.
// Pure: files that a command names are read through the caller's functions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/expected.h"
#include "base/result.h"
#include "job/compile_job.h"
#include "job/outcome.h"

namespace distcc {

/// What the answer depends on beside the words.
struct CommandContext {
  /// The content of the response file at `path` (as written after the @, relative to cwd).
  std::function<Result<std::string>(const std::string& path)> read_response_file;
  /// For a bare "cc" or "c++": the name it stands for ("gcc", "clang++-14"), by its symbolic
  /// links; empty when it cannot be told.
  std::function<std::string(const std::string& name)> real_compiler_name;
  /// DEPENDENCIES_OUTPUT or SUNPRO_DEPENDENCIES is set.
  bool dependencies_by_environment = false;
};

/// What `words` (words[0] = compiler, or a wrapper such as "ccache" before it) asks for, when it
/// is one compile that a host could do with preprocessed text; else why not. Response files are
/// expanded in the job's words.
expected<CompileJob, Reason> understand(const std::vector<std::string>& words,
                                        const CommandContext& context);

}  // namespace distcc
