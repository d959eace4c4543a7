// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/literal_names.h"

#include <algorithm>
#include <set>

#include "scan/macro_replacement.h"
#include "scan/macro_token.h"

namespace distcc {
namespace {

class Reachable {
 public:
  Reachable(const FindMacro& find, const FindMacrosByPrefix& find_by_prefix)
      : find_(find), find_by_prefix_(find_by_prefix) {}

  std::optional<std::vector<HeaderName>> run(std::string_view text) {
    read(macro_tokens(text), {});
    while (!composes_ && !waiting_.empty()) {
      const std::string name = std::move(waiting_.back());
      waiting_.pop_back();
      for (const MacroValue& value : find_(name)) {
        const ParsedMacro macro(value);
        if (value.function_like) look_for_stringizing(macro);
        read(macro.body, macro.parameters);
      }
      if (waiting_.empty() && pastes_) add_pasted();
    }
    if (composes_) return std::nullopt;
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
    return std::move(names_);
  }

 private:
  void look_for_stringizing(const ParsedMacro& macro) {
    for (std::size_t i = 0; i + 1 < macro.body.size(); ++i) {
      const auto& names = macro.parameters;
      const bool parameter =
          macro.body[i + 1].is("__VA_OPT__") ||
          std::find(names.begin(), names.end(), macro.body[i + 1].text) != names.end();
      composes_ = composes_ || (macro.body[i].is("#") && parameter);
    }
  }

  void read(const std::vector<MacroToken>& tokens, const std::vector<std::string>& parameters) {
    for (auto token = tokens.begin(); token != tokens.end(); ++token) {
      if (token->is("##")) pastes_ = true;
      if (token->kind == MacroToken::Kind::identifier &&
          std::find(parameters.begin(), parameters.end(), token->text) == parameters.end()) {
        composes_ = composes_ || is_dynamic(token->text);
        reach(token->text);
      }
      if (token->kind == MacroToken::Kind::string) add_names({*token});
      if (token->is("<")) read_angle({token, tokens.end()}, parameters);
    }
  }

  /// A name in angle brackets has to be whole, and the same whatever macros are.
  void read_angle(const std::vector<MacroToken>& tokens,
                  const std::vector<std::string>& parameters) {
    const auto close = std::find_if(tokens.begin(), tokens.end(),
                                    [](const MacroToken& token) { return token.is(">"); });
    composes_ =
        composes_ || close == tokens.end() ||
        std::any_of(tokens.begin(), close, [&](const MacroToken& token) {
          if (token.kind != MacroToken::Kind::identifier) return false;
          return std::find(parameters.begin(), parameters.end(), token.text) != parameters.end() ||
                 !find_(token.text).empty();
        });
    if (!composes_) add_names(tokens);
  }

  void add_names(const std::vector<MacroToken>& tokens) {
    for (HeaderName& name : header_names(tokens)) names_.push_back(std::move(name));
  }

  void reach(const std::string& name) {
    if (met_.insert(name).second) waiting_.push_back(name);
  }

  /// A name that is pasted together begins with one that was met.
  void add_pasted() {
    const std::set<std::string> prefixes = met_;
    for (const std::string& prefix : prefixes) {
      if (!extended_.insert(prefix).second) continue;
      for (const std::string& name : find_by_prefix_(prefix)) reach(name);
    }
  }

  const FindMacro& find_;
  const FindMacrosByPrefix& find_by_prefix_;
  std::set<std::string> met_;
  std::set<std::string> extended_;
  std::vector<std::string> waiting_;
  std::vector<HeaderName> names_;
  bool pastes_ = false;
  bool composes_ = false;
};

}  // namespace

std::optional<std::vector<HeaderName>> literal_names(std::string_view text, const FindMacro& find,
                                                     const FindMacrosByPrefix& find_by_prefix) {
  return Reachable(find, find_by_prefix).run(text);
}

}  // namespace distcc
