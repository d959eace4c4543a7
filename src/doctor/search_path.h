// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "doctor/facts.h"

namespace distcc {

/// The directories of PATH that hold compilers, or links called like compilers, in order.
std::vector<PathEntry> look_at_search_path(const std::string& search_path);

/// The path of the compiler `word`: on `search_path`, behind the links to distcc and ccache. Empty
/// when there is none.
std::string real_compiler(const std::string& word, const std::string& search_path);

/// The path of what the client runs for `word`: only links to distcc are passed over.
std::string called_compiler(const std::string& word, const std::string& search_path);

}  // namespace distcc
