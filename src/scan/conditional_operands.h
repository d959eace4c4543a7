// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "scan/directives.h"

namespace distcc {

/// Does `text` contain __has_include or one of its relatives?
bool mentions_probe(std::string_view text);

/// Adds the files that a conditional, or the body of a macro used in one, may ask for: operands of
/// __has_include, __has_include_next and __has_embed, and names within calls of other macros, which
/// may expand to such an operator. `line` holds no comments.
void add_conditional_operands(std::string_view line, Directives& directives);

}  // namespace distcc
