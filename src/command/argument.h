// SPDX-License-Identifier: GPL-3.0-or-later
//
// A command line as a row of arguments: each an option with its operand, or a plain word.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "command/option_table.h"

namespace distcc {

struct Argument {
  enum class Kind { option, plain_word, unknown_option, missing_operand };
  Kind kind = Kind::plain_word;
  std::size_t first = 0;           ///< index of its first word
  std::size_t count = 1;           ///< words it takes, 1 or 2
  const OptionRow* row = nullptr;  ///< for Kind::option
  std::string_view value;          ///< the operand; of a plain word the word itself

  [[nodiscard]] bool is(Meaning meaning) const {
    return kind == Kind::option && row->meaning == meaning;
  }
};

using FindOption = const OptionRow* (*)(std::string_view);

/// The arguments of `words` from `start` on. They point into `words`.
std::vector<Argument> split_arguments(const std::vector<std::string>& words, std::size_t start,
                                      FindOption find = find_option);

}  // namespace distcc
