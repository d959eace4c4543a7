// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "scan/directives.h"

namespace distcc {

/// Adds the files that assembler code within `text` names by `.incbin "x"` and `.include "x"`.
/// A name that is put together from several strings is a reason to preprocess.
void find_assembler_names(std::string_view text, Directives& directives);

}  // namespace distcc
