// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "discovery/announcement.h"

namespace distcc {

/// What the `cc` on this search path is; unknown when there is none or it does not say within some
/// seconds. Links to distcc are passed over.
CompilerIdentity own_compiler(const std::string& search_path);

}  // namespace distcc
