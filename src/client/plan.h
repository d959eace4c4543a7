// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "client/world.h"
#include "job/compile_job.h"
#include "job/outcome.h"

namespace distcc {

/// What a command asks for, when it may go to a host; else why it runs here as typed.
/// Native tuning is resolved (asking the compiler, or a remembered answer).
expected<CompileJob, Reason> plan_job(const World& world, const std::vector<std::string>& words);

/// Why every command stays here: a variable that changes which programs, or which specs, the
/// compiler driver uses.
std::optional<Reason> reason_in_environment(const Environment& environment);

/// What only the preprocessed text of a job tells against sending it: it makes the assembler read a
/// further file, or does not name its directory to the debug information.
std::optional<Reason> reason_in_text(const CompileJob& job, std::string_view text);

/// True when compiling `text` with gcc and -g names the client's directory: the preprocessor put
/// it there. Text that was preprocessed without -g leaves the choice to the directory that the
/// compiler runs in, which on a host is another one.
bool names_its_directory(std::string_view preprocessed_text);

}  // namespace distcc
