// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/computed_names.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "scan/conditional_operands.h"
#include "scan/literal_names.h"

namespace distcc {
namespace {

NameForm form_of(const HeaderName& name) {
  return name.angled ? NameForm::angled : NameForm::quoted;
}

/// What a probe operator mentions; Mention::include for any other name.
Mention mention_of(std::string_view name) {
  if (name.starts_with("__has_include_next")) return Mention::probe_next;
  if (name.starts_with("__has_include")) return Mention::probe;
  return name.starts_with("__has_embed") ? Mention::embed : Mention::include;
}

/// Half of __has_include, waiting for the other one.
bool may_be_pasted_to_probe(std::string_view name) {
  return name.size() >= 2 && (std::string_view("__has_include").starts_with(name) ||
                              std::string_view("__has_embed").starts_with(name));
}

}  // namespace

void ComputedNames::begin_scan(GivenMacros given, const std::string& given_key) {
  given_ = std::move(given);
  given_number_ = std::hash<std::string>()(given_key);
  given_is_read_ = false;
}

void ComputedNames::closure_has_grown(std::uint64_t number) {
  closure_ = number;
  reaches_probe_.clear();
}

void ComputedNames::read_given() {
  if (given_is_read_) return;
  given_is_read_ = true;
  given_values_.clear();
  for (const Directives* directives : given_) {
    for (const Definition& definition : directives->definitions()) {
      given_values_[directives->text(definition.name)].push_back(value_of(*directives, definition));
    }
  }
}

std::vector<MacroValue> ComputedNames::values(std::string_view name) {
  read_given();
  std::vector<MacroValue> values;
  const auto given = given_values_.find(name);
  if (given != given_values_.end()) values = given->second;
  index_.add_values(name, values);
  return values;
}

std::vector<std::string> ComputedNames::macros_with_prefix(std::string_view prefix) {
  read_given();
  std::vector<std::string> names = index_.names_with_prefix(prefix);
  for (auto given = given_values_.lower_bound(prefix);
       given != given_values_.end() && given->first.starts_with(prefix); ++given) {
    names.emplace_back(given->first);
  }
  return names;
}

/// Can an expansion of the macro `name` contain __has_include?
bool ComputedNames::reaches_probe(std::string_view name) {
  const auto known = reaches_probe_.find(name);
  if (known != reaches_probe_.end()) return known->second;
  bool reaches = false;
  std::set<std::string, std::less<>> met = {std::string(name)};
  std::vector<std::string> waiting = {std::string(name)};
  while (!waiting.empty() && !reaches) {
    const std::string next = std::move(waiting.back());
    waiting.pop_back();
    for (const MacroValue& value : values(next)) {
      reaches = reaches || mentions_probe(value.body);
      for (const MacroToken& token : macro_tokens(value.body)) {
        if (token.kind != MacroToken::Kind::identifier) continue;
        reaches = reaches || may_be_pasted_to_probe(token.text);
        if (met.insert(token.text).second) waiting.push_back(token.text);
      }
    }
  }
  reaches_probe_.emplace(std::string(name), reaches);
  return reaches;
}

const expected<std::vector<ComputedName>, Reason>& ComputedNames::names(Mention mention,
                                                                        std::string_view text) {
  auto& answers = known_[closure_];
  const std::string key = cat(static_cast<int>(mention), text);
  const auto known = answers.find(key);
  if (known != answers.end()) return known->second;
  Answer answer = work_out(mention, text);
  tree_.count_memory(key.size() + sizeof(Answer) + 96 + (answer ? answer->size() * 96 : 0));
  return answers.emplace(key, std::move(answer)).first->second;
}

ComputedNames::Answer ComputedNames::work_out(Mention mention, std::string_view text) {
  if (mention == Mention::perhaps_probe) {
    if (!reaches_probe(text.substr(0, text.find_first_of(" \t(")))) return {};
    return expand(mention, text);
  }
  const auto literal = literal_names(
      text, [this](std::string_view name) { return values(name); },
      [this](std::string_view prefix) { return macros_with_prefix(prefix); });
  if (!literal) return expand(mention, text);
  std::vector<ComputedName> names;
  for (const HeaderName& name : *literal) names.push_back({mention, form_of(name), name.name});
  return names;
}

/// By all combinations of the macros' values.
ComputedNames::Answer ComputedNames::expand(Mention mention, std::string_view text) {
  const bool call = mention == Mention::perhaps_probe;
  const Expansions expansions = expand_macros(
      text, [this](std::string_view name) { return values(name); },
      call ? ExpansionGoal::any : ExpansionGoal::header_name);
  if (expansions.out_of_budget) {
    return unexpected(Reason{Outcome::scan_budget, std::string(text)});
  }
  if (!expansions.dynamic.empty() && !call) {
    return unexpected(
        Reason{Outcome::scan_unknown_construct, cat("#include ", expansions.dynamic)});
  }
  std::vector<ComputedName> names;
  for (const std::vector<MacroToken>& result : expansions.results) {
    if (call) {
      add_probes(result, names);
    } else {
      add_header_name(mention, result, names);
    }
  }
  return names;
}

void ComputedNames::add_header_name(Mention mention, const std::vector<MacroToken>& tokens,
                                    std::vector<ComputedName>& names) {
  for (HeaderName& header : header_names(tokens)) {
    ComputedName name{mention, form_of(header), std::move(header.name)};
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
}

void ComputedNames::add_probes(const std::vector<MacroToken>& tokens,
                               std::vector<ComputedName>& names) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const Mention mention = mention_of(tokens[i].text);
    if (mention == Mention::include) continue;
    const std::size_t operand = tokens[i + 1].is("(") ? i + 2 : i + 1;
    add_header_name(mention, {tokens.begin() + static_cast<std::ptrdiff_t>(operand), tokens.end()},
                    names);
  }
}

}  // namespace distcc
