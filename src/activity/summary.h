// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "activity/builds.h"

namespace distcc {

/// What a build came to, for a person: how many jobs ran on which host, how many here, and why.
/// Several lines, each with its newline.
std::string summary_text(const Build& build);

}  // namespace distcc
