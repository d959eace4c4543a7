// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "toolchain/probe.h"

namespace distcc {

/// The object that `program`, called like `compiler`, makes here of the probe. Nothing that it says
/// is shown. `environment` is added to ours ("NAME=value").
Result<std::string> compile_probe_here(const ProbedCompiler& compiler, const std::string& program,
                                       std::vector<std::string> environment);

}  // namespace distcc
