// SPDX-License-Identifier: GPL-3.0-or-later
//
// What keeps a compile from being done by a server of the classic protocols that has the files, but
// under other paths than the client: options and variables with paths that no server rewrites.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/environment.h"

namespace distcc {

/// The first word (or variable) that such a server would take for its own files; nothing when the
/// compile can be sent as files.
std::optional<std::string> unfit_for_files(const std::vector<std::string>& words,
                                           const Environment& environment);

}  // namespace distcc
