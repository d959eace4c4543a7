// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

#include "scan/directives.h"

namespace distcc {

/// Adds the files that assembler code within `text` names by `.incbin "x"` and `.include "x"`,
/// outside of its comments. A name that is put together from several strings is a reason to
/// preprocess.
void find_assembler_names(std::string_view text, std::span<const Piece> comments,
                          Directives& directives);

/// The same for one string literal (with its quotes) whose text is not that of the assembler code:
/// a directive that is written with escapes, or that goes on in the next literal. `rest` is what
/// follows in the text.
void check_assembler_literal(std::string_view literal, std::string_view rest,
                             Directives& directives);

}  // namespace distcc
