// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "job/compile_result.h"
#include "transport/connection.h"
#include "wire/classic.h"

namespace distcc {

/// The answer to a job that is small enough to be kept in memory.
struct SmallAnswer {
  CompileResult result;
  std::string object;
};

/// Has `text` compiled by `words` on the host of `connection`, in protocol 1 or 2.
Result<SmallAnswer> compile_small(Connection& connection, Protocol protocol,
                                  const std::vector<std::string>& words, std::string_view text);

}  // namespace distcc
