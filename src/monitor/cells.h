// SPDX-License-Identifier: GPL-3.0-or-later
//
// Text measured in the cells of a terminal, not in bytes: file names are UTF-8 as a rule.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace distcc {

/// Cells that `text` takes. What is not UTF-8 counts a cell a byte.
std::size_t cells_of(std::string_view text);

/// `text` without anything that a terminal would obey: control characters (also those beyond
/// ASCII) and bytes that are not UTF-8 become question marks.
std::string harmless(std::string_view text);

/// Exactly `width` cells: cut with a "~" where it was longer, padded with blanks on the right.
std::string left_aligned(std::string_view text, std::size_t width);
/// Exactly `width` cells, padded on the left.
std::string right_aligned(std::string_view text, std::size_t width);

}  // namespace distcc
