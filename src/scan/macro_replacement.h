// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "scan/macro_expansion.h"
#include "scan/macro_token.h"

namespace distcc {

/// A macro's value, read once.
struct ParsedMacro {
  explicit ParsedMacro(const MacroValue& value);
  MacroValue value;
  std::vector<std::string> parameters;
  bool variadic = false;
  std::vector<MacroToken> body;
};

struct MacroCall {
  std::vector<std::vector<MacroToken>> arguments;
  std::vector<int> hidden;  ///< what the tokens of the replacement may not be expanded as
};

/// Takes "( arguments )" from the back of `waiting` (whose back comes next); false, with nothing
/// taken, when there is no complete call.
bool take_arguments(std::vector<MacroToken>& waiting, MacroCall& call);

/// The body of `macro` with the arguments put in, stringized and pasted; nothing when the call
/// does not fit the parameters. `pasted_alternatives` is set when a token that stands for several
/// texts would have to be pasted.
std::optional<std::vector<MacroToken>> replace_macro(
    const ParsedMacro& macro, const MacroCall& call,
    const std::function<std::vector<MacroToken>(const std::vector<MacroToken>&)>& expand_argument,
    bool& pasted_alternatives);

}  // namespace distcc
