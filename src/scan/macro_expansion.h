// SPDX-License-Identifier: GPL-3.0-or-later
//
// Expansion of macros that may have several values. Which definition of a macro is in force at an
// include directive depends on conditionals that are not evaluated; so a text is expanded once for
// every choice of definitions that it meets, the choice "not defined" among them. Within one
// expansion a macro has one value.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/macro_token.h"

namespace distcc {

/// One way in which a macro may be defined.
struct MacroValue {
  bool function_like = false;
  bool opaque = false;  ///< it expands to something that is no part of a name
  std::string_view parameters;
  std::string_view body;

  friend bool operator==(const MacroValue&, const MacroValue&) = default;
};

/// All values of the macro `name`; empty when it is none. They stay valid during an expansion.
using FindMacro = std::function<std::vector<MacroValue>(std::string_view name)>;

struct Expansions {
  std::vector<std::vector<MacroToken>> results;
  /// A value that only the compiler knows came up (__FILE__, __COUNTER__ …): its name.
  std::string dynamic;
  bool out_of_budget = false;
};

enum class ExpansionGoal {
  header_name,  ///< expansions that cannot begin a header name are given up early
  any,
};

/// Is it a macro whose value only the compiler knows?
bool is_dynamic(std::string_view name);

/// Everything that `text` can expand to.
Expansions expand_macros(std::string_view text, const FindMacro& find, ExpansionGoal goal);

struct HeaderName {
  bool angled = false;
  std::string name;
  friend auto operator<=>(const HeaderName&, const HeaderName&) = default;
};

/// The header names that a result stands for: none, one, or two (with and without blanks).
std::vector<HeaderName> header_names(const std::vector<MacroToken>& result);

}  // namespace distcc
