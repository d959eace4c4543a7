// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/macro_expansion.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "scan/macro_replacement.h"
#include "scan/name_pattern.h"

namespace distcc {
namespace {

// Tokens handled for one text: some milliseconds.
constexpr std::size_t work_budget = 60'000;
// Tokens waiting at once, so that a macro that doubles itself ends early.
constexpr std::size_t longest_input = 20'000;
// Fewer values are tried one by one.
constexpr std::size_t fewest_alternatives = 4;
constexpr std::size_t most_plain_texts = 1000;

/// One walk through all choices: an odometer whose wheels turn up as macros are first met.
class Choices {
 public:
  std::size_t next(std::size_t alternatives) {
    if (position_ == wheels_.size()) wheels_.push_back({0, alternatives});
    return wheels_[position_++].chosen;
  }

  /// Sets up the next walk; false when there is none.
  bool advance() {
    while (!wheels_.empty() && wheels_.back().chosen + 1 >= wheels_.back().alternatives) {
      wheels_.pop_back();
    }
    if (wheels_.empty()) return false;
    ++wheels_.back().chosen;
    position_ = 0;
    return true;
  }

 private:
  struct Wheel {
    std::size_t chosen;
    std::size_t alternatives;
  };
  std::vector<Wheel> wheels_;
  std::size_t position_ = 0;
};

/// A macro with all its values.
struct Macro {
  int number = 0;
  std::vector<ParsedMacro> values;
  bool all_function_like = true;
  std::string alternatives;  ///< the pattern of its values, when they are plain text
};

class Expander {
 public:
  Expander(const FindMacro& find, ExpansionGoal goal) : find_(find), goal_(goal) {}

  Expansions run(std::string_view text) {
    try_all(macro_tokens(text));
    if (pasted_alternatives_) {
      one_by_one_ = true;
      expansions_.results.clear();
      expansions_.out_of_budget = false;
      choices_ = {};
      work_ = 0;
      try_all(macro_tokens(text));
    }
    return std::move(expansions_);
  }

 private:
  void try_all(const std::vector<MacroToken>& start) {
    do {
      chosen_.clear();
      dead_ = false;
      std::vector<MacroToken> result = expand(start, goal_ == ExpansionGoal::header_name);
      if (work_ > work_budget) expansions_.out_of_budget = true;
      if (expansions_.out_of_budget) break;
      if (dead_) continue;
      for (const MacroToken& token : result) note_dynamic(token);
      expansions_.results.push_back(std::move(result));
    } while (choices_.advance());
  }

  const Macro& macro(const std::string& name) {
    const auto known = macros_.find(name);
    if (known != macros_.end()) return known->second;
    Macro macro;
    macro.number = static_cast<int>(macros_.size());
    for (const MacroValue& value : find_(name)) {
      const bool seen = std::any_of(macro.values.begin(), macro.values.end(),
                                    [&](const ParsedMacro& one) { return one.value == value; });
      if (!seen) macro.values.emplace_back(value);
      macro.all_function_like = macro.all_function_like && value.function_like;
    }
    const auto added = macros_.emplace(name, std::move(macro)).first;
    if (added->second.values.size() >= fewest_alternatives) find_alternatives(added->first);
    return added->second;
  }

  /// Values of letters, digits and the like need not be tried one by one.
  void find_alternatives(const std::string& name) {
    std::vector<std::string> texts;
    std::set<std::string> within;
    if (add_plain_texts(name, within, texts)) macros_[name].alternatives = alternatives_of(texts);
  }

  /// Adds all that the object-like macro `name` can come to, when that is plain text through and
  /// through; false when there is more to it. `within`: the macros on the way to it.
  bool add_plain_texts(const std::string& name, std::set<std::string>& within,
                       std::vector<std::string>& texts) {
    texts.push_back(name);
    if (!within.insert(name).second) return true;
    const std::vector<ParsedMacro> values = macro(name).values;
    for (const ParsedMacro& value : values) {
      if (value.value.function_like) continue;  // no call can follow in plain text
      if (value.value.opaque || !add_body(value.body, within, texts)) return false;
    }
    within.erase(name);
    return true;
  }

  bool add_body(const std::vector<MacroToken>& body, std::set<std::string>& within,
                std::vector<std::string>& texts) {
    std::vector<std::string> found = {std::string()};
    for (const MacroToken& token : body) {
      std::vector<std::string> options;
      if (token.kind != MacroToken::Kind::identifier) {
        if (!is_plain(token)) return false;
        options.push_back(token.text);
      } else if (!add_plain_texts(token.text, within, options)) {
        return false;
      }
      std::vector<std::string> longer;
      for (const std::string& text : found) {
        for (const std::string& option : options) {
          longer.push_back(text + option);
          if (token.space_before && !text.empty()) longer.push_back(cat(text, ' ', option));
        }
      }
      found = std::move(longer);
      work_ += found.size();
      if (found.size() > most_plain_texts) return false;
    }
    texts.insert(texts.end(), found.begin(), found.end());
    return true;
  }

  /// The last two stand for "and" and "or" in C's <iso646.h>.
  static bool is_plain(const MacroToken& token) {
    return token.kind == MacroToken::Kind::number || token.is(".") || token.is("/") ||
           token.is("-") || token.is("+") || token.is("&") || token.is("|");
  }

  /// The value that the macro has in this walk; null when it is not defined. A call of a
  /// function-like macro is never left as it is: parentheses do not occur in headers' names.
  const ParsedMacro* choose(const std::string& name, const Macro& macro, bool called) {
    if (macro.values.empty() || (macro.all_function_like && !called)) return nullptr;
    const std::size_t alternatives = macro.values.size() + (macro.all_function_like ? 0 : 1);
    const auto known = chosen_.find(name);
    const std::size_t chosen = known != chosen_.end() ? known->second : choices_.next(alternatives);
    chosen_.emplace(name, chosen);
    return chosen < macro.values.size() ? &macro.values[chosen] : nullptr;
  }

  /// Only the compiler knows what a result with such a token means.
  void note_dynamic(const MacroToken& token) {
    if (token.kind == MacroToken::Kind::identifier && is_dynamic(token.text)) {
      expansions_.dynamic = token.text;
    }
  }

  std::vector<MacroToken> expand(const std::vector<MacroToken>& input, bool to_header_name) {
    std::vector<MacroToken> waiting(input.rbegin(), input.rend());  // its back comes next
    std::vector<MacroToken> done;
    while (!waiting.empty() && !dead_) {
      if (++work_ > work_budget || waiting.size() > longest_input) {
        expansions_.out_of_budget = true;
        dead_ = true;
        break;
      }
      MacroToken token = std::move(waiting.back());
      waiting.pop_back();
      if (token.kind == MacroToken::Kind::identifier && replace(token, waiting)) continue;
      if (token.kind == MacroToken::Kind::placemarker) continue;
      if (to_header_name && done.empty() && !can_begin_header_name(token)) {
        note_dynamic(token);
        dead_ = true;
      }
      done.push_back(std::move(token));
    }
    return done;
  }

  static bool is_call(const std::vector<MacroToken>& waiting) {
    const auto next = std::find_if(waiting.rbegin(), waiting.rend(), [](const MacroToken& token) {
      return token.kind != MacroToken::Kind::placemarker;
    });
    return next != waiting.rend() && next->is("(");
  }

  static bool can_begin_header_name(const MacroToken& token) {
    // Alternatives are plain text, and cannot.
    return token.is("<") || token.kind == MacroToken::Kind::string;
  }

  /// Puts the replacement of `token` in front of `waiting`; false when it stays as it is.
  bool replace(const MacroToken& token, std::vector<MacroToken>& waiting) {
    const Macro& macro = this->macro(token.text);
    if (std::binary_search(token.hidden.begin(), token.hidden.end(), macro.number)) return false;
    if (!macro.alternatives.empty() && !one_by_one_ && !is_call(waiting)) {
      waiting.push_back(
          {MacroToken::Kind::alternatives, token.space_before, macro.alternatives, {}});
      return true;
    }
    const ParsedMacro* chosen = choose(token.text, macro, is_call(waiting));
    if (chosen == nullptr) return false;
    MacroCall call;
    if (chosen->value.function_like && !take_arguments(waiting, call)) return false;
    call.hidden = token.hidden;
    call.hidden.insert(std::upper_bound(call.hidden.begin(), call.hidden.end(), macro.number),
                       macro.number);
    auto expand_argument = [this](const std::vector<MacroToken>& argument) {
      return expand(argument, false);
    };
    std::optional<std::vector<MacroToken>> replacement =
        replace_macro(*chosen, call, expand_argument, pasted_alternatives_);
    if (!replacement) {
      dead_ = true;  // an error for the compiler too
      return false;
    }
    // What was left out of an opaque body is no part of a name.
    if (chosen->value.opaque)
      replacement->push_back({MacroToken::Kind::punctuation, false, ";", {}});
    work_ += replacement->size();
    const std::size_t first = waiting.size();
    waiting.insert(waiting.end(), replacement->rbegin(), replacement->rend());
    if (waiting.size() > first) waiting.back().space_before = token.space_before;
    return true;
  }

  const FindMacro& find_;
  ExpansionGoal goal_;
  Expansions expansions_;
  Choices choices_;
  std::map<std::string, Macro, std::less<>> macros_;
  std::map<std::string, std::size_t, std::less<>> chosen_;
  std::size_t work_ = 0;
  bool one_by_one_ = false;
  bool pasted_alternatives_ = false;
  bool dead_ = false;
};

}  // namespace

bool is_dynamic(std::string_view name) {
  constexpr std::string_view names[] = {"__FILE__",      "__BASE_FILE__", "__FILE_NAME__",
                                        "__LINE__",      "__COUNTER__",   "__INCLUDE_LEVEL__",
                                        "__TIMESTAMP__", "__DATE__",      "__TIME__"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

Expansions expand_macros(std::string_view text, const FindMacro& find, ExpansionGoal goal) {
  return Expander(find, goal).run(text);
}

std::vector<HeaderName> header_names(const std::vector<MacroToken>& result) {
  if (result.empty()) return {};
  const std::string& first = result.front().text;
  if (first.size() > 2 && first.front() == '"') {
    return {{false, first.substr(1, first.size() - 2)}};
  }
  if (first != "<") return {};
  auto end = std::find_if(result.begin(), result.end(),
                          [](const MacroToken& token) { return token.is(">"); });
  if (end == result.end()) return {};
  const std::vector<MacroToken> name(result.begin() + 1, end);
  std::vector<HeaderName> names = {{true, spell(name, true)}, {true, spell(name, false)}};
  if (names[0] == names[1]) names.pop_back();
  return names;
}

}  // namespace distcc
