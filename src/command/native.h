// SPDX-License-Identifier: GPL-3.0-or-later
//
// -march=native, -mtune=native and -mcpu=native mean something else on every machine. They are
// replaced by what they mean on this one, as the compiler itself tells it (-###).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "job/compile_job.h"

namespace distcc {

/// The command whose standard error tells what the native words of `job` mean here.
std::vector<std::string> native_question(const CompileJob& job);

/// What the machine is, in the words of the compiler's own inner command, from the answer of
/// native_question; only with_native_resolved needs to understand it.
Result<std::vector<std::string>> parse_native_answer(CompilerFamily family,
                                                     const std::string& answer);

/// `job` with its native words replaced; job.native_words is empty afterwards. The preprocessor
/// gets the same words, so that the predefined macros stay those of this machine.
CompileJob with_native_resolved(const CompileJob& job, const std::vector<std::string>& meaning);

}  // namespace distcc
