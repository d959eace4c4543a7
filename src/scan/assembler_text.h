// SPDX-License-Identifier: GPL-3.0-or-later
//
// Does preprocessed text make the assembler read a file (.incbin, .include)? A host has no such
// file, or another one. In preprocessed text assembler code can only stand in the string literals
// of asm statements and of a few attributes (gcc writes section names into its output as they are),
// and in #ident and #pragma. Other literals, which programs that write assembler code are full of,
// mean nothing.
//
// A first pass looks at every place that could be one, whatever stands around it, and finds the
// word however it is put together: from literals side by side, by escapes, in raw strings, in
// capitals, from the arguments of assembler macros. Only where it finds something is the text read
// properly, to tell code from what stands in other literals.
#pragma once

#include <string>
#include <string_view>

namespace distcc {

/// True when the assembler may read a further file. When in doubt it is.
bool reads_file_in_assembler(std::string_view preprocessed_text);

/// The same of assembler code alone.
bool may_read_file(std::string_view assembler_code);

/// What the string literal at the start of `text` (with its prefix, if it has one) stands for;
/// `text` begins behind it afterwards. False when there is none.
bool take_literal(std::string_view& text, std::string& value);

}  // namespace distcc
