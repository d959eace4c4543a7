// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a client and an include server say to each other (distcc-compat.md 7.2): the directory and
// the words of a command one way, the paths of the files that it can read the other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/classic.h"

namespace distcc {

/// CDIR, ARGC, ARGV….
std::string include_question(const std::string& directory, const std::vector<std::string>& words);

/// The paths of a whole answer; none means that the include server cannot tell.
Result<std::vector<std::string>> parse_include_answer(std::string_view bytes,
                                                      const WireLimits& limits);

}  // namespace distcc
