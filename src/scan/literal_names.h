// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a computed name can come to, without trying the combinations of its macros' values (Boost's
// preprocessor library defines each of its macros in several equivalent ways). A header name that
// is not stringized stands somewhere in full, as "x" or <x>. So all names in the bodies of all
// macros that the text can reach are taken, without asking how they are reached.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/macro_expansion.h"

namespace distcc {

/// The names of all macros that begin with `prefix`.
using FindMacrosByPrefix = std::function<std::vector<std::string>(std::string_view prefix)>;

/// Nothing when a reachable macro stringizes, puts a name in angle brackets together, or is known
/// to the compiler only.
std::optional<std::vector<HeaderName>> literal_names(std::string_view text, const FindMacro& find,
                                                     const FindMacrosByPrefix& find_by_prefix);

}  // namespace distcc
