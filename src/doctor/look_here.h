// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "base/environment.h"
#include "doctor/facts.h"

namespace distcc {

/// Looks at this machine, with the host entries of the command line in place of the host list when
/// there are any. Compiles the probe with each compiler. Writes nothing that stays, but for
/// directories of DISTCC_DIR that any job would make.
HereFacts look_here(ClientOptions options, const Environment& environment,
                    const std::vector<std::string>& host_words);

}  // namespace distcc
