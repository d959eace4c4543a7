// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/macro_replacement.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace distcc {
namespace {

using Tokens = std::vector<MacroToken>;
using ExpandArgument = std::function<Tokens(const Tokens&)>;

/// The text of an argument as a string literal.
MacroToken stringized(const Tokens& argument) {
  std::string text = "\"";
  for (const MacroToken& token : argument) {
    if (token.space_before && text.size() > 1) text += ' ';
    for (const char c : token.text) {
      const bool escape = token.kind == MacroToken::Kind::string && (c == '"' || c == '\\');
      if (escape) text += '\\';
      text += c;
    }
  }
  text += '"';
  return {MacroToken::Kind::string, false, text, {}};
}

class Replacement {
 public:
  Replacement(const ParsedMacro& macro, const MacroCall& call, const ExpandArgument& expand)
      : macro_(macro),
        body_(macro.body),
        arguments_(call.arguments),
        function_like_(macro.value.function_like),
        expand_(expand) {}

  bool fit_arguments() {
    if (!function_like_) return true;
    const std::size_t wanted = macro_.parameters.size();
    if (wanted == 0) return arguments_.size() == 1 && arguments_[0].empty();
    if (macro_.variadic && arguments_.size() + 1 == wanted) arguments_.emplace_back();
    if (macro_.variadic && arguments_.size() > wanted) join_variable_arguments();
    return arguments_.size() == wanted;
  }

  [[nodiscard]] bool pasted_alternatives() const { return pasted_alternatives_; }

  Tokens run() {
    for (std::size_t at = 0; at < body_.size();) at = add(at);
    return std::move(result_);
  }

 private:
  void join_variable_arguments() {
    const std::size_t last = macro_.parameters.size() - 1;
    for (std::size_t i = last + 1; i < arguments_.size(); ++i) {
      arguments_[last].push_back({MacroToken::Kind::punctuation, false, ",", {}});
      std::copy(arguments_[i].begin(), arguments_[i].end(), std::back_inserter(arguments_[last]));
    }
    arguments_.resize(last + 1);
  }

  const Tokens* argument_of(const MacroToken& token) const {
    if (!function_like_ || token.kind != MacroToken::Kind::identifier) return nullptr;
    const auto& names = macro_.parameters;
    const auto found = std::find(names.begin(), names.end(), token.text);
    if (found == names.end()) return nullptr;
    return &arguments_[static_cast<std::size_t>(found - names.begin())];
  }

  bool is_variable_argument(const MacroToken& token) const {
    return macro_.variadic && token.is(macro_.parameters.back());
  }

  bool at_paste(std::size_t at) const {
    return at < body_.size() && body_[at].is("##") && at > 0 && at + 1 < body_.size();
  }

  std::size_t add(std::size_t at) {
    const MacroToken& token = body_[at];
    if (function_like_ && token.is("#") && at + 1 < body_.size()) {
      if (const Tokens* argument = argument_of(body_[at + 1])) {
        append({stringized(*argument)}, token.space_before);
        return at + 2;
      }
    }
    if (at_paste(at)) return paste(at + 1);
    if (macro_.variadic && token.is("__VA_OPT__")) return add_optional(at + 1);
    const Tokens* argument = argument_of(token);
    if (argument == nullptr) {
      append({token}, token.space_before);
    } else {
      append(at_paste(at + 1) ? *argument : expand_(*argument), token.space_before);
    }
    return at + 1;
  }

  void append(Tokens tokens, bool space) {
    if (tokens.empty()) tokens.push_back({MacroToken::Kind::placemarker, space, "", {}});
    tokens.front().space_before = space;
    std::move(tokens.begin(), tokens.end(), std::back_inserter(result_));
  }

  Tokens join(const MacroToken& left, const MacroToken& right) {
    const bool alternatives =
        left.kind == MacroToken::Kind::alternatives || right.kind == MacroToken::Kind::alternatives;
    if (!alternatives) return macro_tokens(left.text + right.text);
    // With a slash or the like nothing new comes of it; compilers call that an error or let it be.
    const bool stay_apart =
        left.kind == MacroToken::Kind::punctuation || right.kind == MacroToken::Kind::punctuation;
    pasted_alternatives_ = pasted_alternatives_ || !stay_apart;
    return {left, right};
  }

  /// Joins the last token of the result and the first of what stands at `at`.
  std::size_t paste(std::size_t at) {
    Tokens right = {body_[at]};
    std::size_t next = at + 1;
    const Tokens* argument = argument_of(body_[at]);
    if (body_[at].is("#") && next < body_.size() && argument_of(body_[next]) != nullptr) {
      right = {stringized(*argument_of(body_[next]))};
      ++next;
    } else if (argument != nullptr) {
      right = *argument;
    }
    if (argument != nullptr && is_variable_argument(body_[at]) && !result_.empty() &&
        result_.back().is(",")) {
      // GNU: the comma goes when there are no variable arguments, else nothing is pasted.
      if (right.empty()) result_.pop_back();
      append(expand_(right), false);
      return next;
    }
    if (right.empty() || result_.empty()) {
      std::move(right.begin(), right.end(), std::back_inserter(result_));
      return next;
    }
    MacroToken left = std::move(result_.back());
    result_.pop_back();
    Tokens joined = join(left, right.front());
    if (!joined.empty()) joined.front().space_before = left.space_before;
    std::move(joined.begin(), joined.end(), std::back_inserter(result_));
    std::move(right.begin() + 1, right.end(), std::back_inserter(result_));
    return next;
  }

  /// __VA_OPT__(tokens): what stands there, when there are variable arguments.
  std::size_t add_optional(std::size_t at) {
    int depth = 0;
    const bool wanted = !arguments_.back().empty();
    for (; at < body_.size(); ++at) {
      if (body_[at].is("(") && depth++ == 0) continue;
      if (body_[at].is(")") && --depth == 0) return at + 1;
      if (!wanted) continue;
      const Tokens* argument = argument_of(body_[at]);
      append(argument == nullptr ? Tokens{body_[at]} : expand_(*argument), body_[at].space_before);
    }
    return at;
  }

  const ParsedMacro& macro_;
  const Tokens& body_;
  std::vector<Tokens> arguments_;
  bool function_like_;
  const ExpandArgument& expand_;
  Tokens result_;
  bool pasted_alternatives_ = false;
};

}  // namespace

ParsedMacro::ParsedMacro(const MacroValue& from) : value(from), body(macro_tokens(from.body)) {
  for (const std::string_view field : split_fields(value.parameters, ',')) {
    std::vector<std::string> words = split_words(field);
    if (words.empty()) continue;
    std::string name = words.front();
    if (field.find("...") != std::string_view::npos) {
      variadic = true;
      name = name.substr(0, name.find("..."));
      if (name.empty()) name = "__VA_ARGS__";
    }
    parameters.push_back(std::move(name));
  }
}

bool take_arguments(std::vector<MacroToken>& waiting, MacroCall& call) {
  std::size_t at = waiting.size();
  auto skip_placemarkers = [&] {
    while (at > 0 && waiting[at - 1].kind == MacroToken::Kind::placemarker) --at;
  };
  skip_placemarkers();
  if (at == 0 || !waiting[at - 1].is("(")) return false;
  --at;
  call.arguments.emplace_back();
  for (int depth = 1; at > 0; --at) {
    const MacroToken& token = waiting[at - 1];
    if (token.is("(")) ++depth;
    if (token.is(")") && --depth == 0) {
      waiting.resize(at - 1);
      return true;
    }
    if (token.is(",") && depth == 1) {
      call.arguments.emplace_back();
    } else if (token.kind != MacroToken::Kind::placemarker) {
      call.arguments.back().push_back(token);
    }
  }
  call.arguments.clear();
  return false;
}

std::optional<Tokens> replace_macro(const ParsedMacro& macro, const MacroCall& call,
                                    const ExpandArgument& expand_argument,
                                    bool& pasted_alternatives) {
  Replacement replacement(macro, call, expand_argument);
  if (!replacement.fit_arguments()) return std::nullopt;
  Tokens tokens = replacement.run();
  pasted_alternatives = pasted_alternatives || replacement.pasted_alternatives();
  for (MacroToken& token : tokens) {
    std::vector<int> hidden;
    std::set_union(token.hidden.begin(), token.hidden.end(), call.hidden.begin(), call.hidden.end(),
                   std::back_inserter(hidden));
    token.hidden = std::move(hidden);
  }
  return tokens;
}

}  // namespace distcc
