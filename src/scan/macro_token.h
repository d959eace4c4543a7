// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace distcc {

/// A preprocessing token of a macro's body or of an include directive.
struct MacroToken {
  enum class Kind : std::uint8_t {
    identifier,
    number,
    string,
    punctuation,
    placemarker,
    alternatives,  ///< any of several texts, see name_pattern.h
  };
  Kind kind = Kind::punctuation;
  bool space_before = false;
  std::string text;
  std::vector<int> hidden;  ///< numbers of the macros it may not be expanded as (sorted)

  [[nodiscard]] bool is(std::string_view spelling) const { return text == spelling; }
};

/// The tokens of `text`, which holds neither comments nor splices.
std::vector<MacroToken> macro_tokens(std::string_view text);

/// The tokens as text, with a blank where one stood; without any when `spaced` is false.
std::string spell(const std::vector<MacroToken>& tokens, bool spaced);

}  // namespace distcc
