// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/io.h"
#include "base/process.h"
#include "base/result.h"
#include "client/world.h"
#include "job/compile_job.h"

namespace distcc {

/// The text that a host compiles, made once a job whatever number of hosts are tried.
struct PreprocessedText {
  Fd file;
  MappedFile mapped;        ///< the whole of `file`
  std::string diagnostics;  ///< what the preprocessor wrote to standard error
  WaitStatus status;        ///< of the preprocessor; the text counts only when it succeeded

  [[nodiscard]] std::string_view text() const { return mapped.bytes(); }
};

/// Preprocesses the source of `job` into memory, or opens it when it is preprocessed already.
/// `program` is the path of the job's compiler. Errors are this machine's.
Result<PreprocessedText> preprocess(const World& world, const CompileJob& job,
                                    const std::string& program);

}  // namespace distcc
