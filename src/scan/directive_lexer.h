// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "scan/directives.h"

namespace distcc {

struct LexerFindings {
  bool raw_strings = false;  ///< something looked like a raw string literal
  std::vector<Piece> comments;
};

/// Adds the directives of `text` (without splices, ending in a newline) to `directives`.
/// `with_raw_strings`: R"x(…)x" is a literal, as in C++11; else R is a name of its own.
LexerFindings lex_directives(const std::string& text, bool with_raw_strings,
                             Directives& directives);

}  // namespace distcc
