// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "base/process.h"

namespace distcc {

/// What a host answered about one job. The object went to its file while it arrived.
struct CompileResult {
  WaitStatus status;
  std::string diagnostics;  ///< the compiler's standard error
  std::string standard_output;
  std::string dependencies;  ///< in pump mode: the dependency file, if one was asked for
  std::size_t object_bytes = 0;
  std::size_t bytes_sent = 0;
  std::size_t bytes_received = 0;
};

}  // namespace distcc
