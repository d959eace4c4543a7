// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/computed_names.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "scan/conditional_operands.h"

namespace distcc {
namespace {

// One text has other values in other compiles.
constexpr std::size_t most_answers = 100;

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

void ComputedNames::begin_scan(GivenMacros given, std::string given_key) {
  given_ = std::move(given);
  given_key_ = std::move(given_key);
  reaches_probe_.clear();
  fingerprints_.clear();
}

void ComputedNames::closure_has_grown() {
  reaches_probe_.clear();
  fingerprints_.clear();
}

std::uint64_t ComputedNames::fingerprint(const std::string& name) {
  const auto known = fingerprints_.find(name);
  if (known != fingerprints_.end()) return known->second;
  const std::uint64_t fingerprint = index_.fingerprint(name);
  fingerprints_.emplace(name, fingerprint);
  return fingerprint;
}

std::vector<MacroValue> ComputedNames::values(std::string_view name) const {
  std::vector<MacroValue> values;
  for (const Directives* directives : given_) {
    for (const Definition& definition : directives->definitions()) {
      if (directives->text(definition.name) == name) {
        values.push_back(value_of(*directives, definition));
      }
    }
  }
  index_.add_values(name, values);
  return values;
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

bool ComputedNames::still_holds(const Answer& answer) {
  if (answer.given_key != given_key_) return false;
  for (const auto& [name, fingerprint] : answer.consulted) {
    if (this->fingerprint(name) != fingerprint) return false;
  }
  return true;
}

tl::expected<std::vector<ComputedName>, Reason> ComputedNames::names(Mention mention,
                                                                     std::string_view text) {
  if (mention == Mention::perhaps_probe &&
      !reaches_probe(text.substr(0, text.find_first_of(" \t(")))) {
    return {};
  }
  const std::string key = cat(static_cast<int>(mention), text);
  std::vector<Answer>& answers = known_[key];
  auto known = std::find_if(answers.begin(), answers.end(),
                            [this](const Answer& answer) { return still_holds(answer); });
  if (known == answers.end()) {
    if (answers.size() >= most_answers) answers.erase(answers.begin());
    answers.push_back(expand(mention, text));
    known = answers.end() - 1;
    tree_.count_memory(key.size() + sizeof(Answer) + known->consulted.size() * 64 +
                       known->names.size() * 96);
  }
  if (known->refused) return tl::unexpected(known->refusal);
  return known->names;
}

ComputedNames::Answer ComputedNames::expand(Mention mention, std::string_view text) {
  const bool call = mention == Mention::perhaps_probe;
  const Expansions expansions = expand_macros(
      text, [this](std::string_view name) { return values(name); },
      call ? ExpansionGoal::any : ExpansionGoal::header_name);
  Answer answer;
  answer.given_key = given_key_;
  for (const std::string& name : expansions.consulted) {
    answer.consulted.emplace_back(name, fingerprint(name));
  }
  if (expansions.out_of_budget) {
    answer.refused = true;
    answer.refusal = {Outcome::scan_budget, std::string(text)};
  } else if (!expansions.dynamic.empty() && !call) {
    answer.refused = true;
    answer.refusal = {Outcome::scan_unknown_construct, cat("#include ", expansions.dynamic)};
  }
  for (const std::vector<MacroToken>& result : expansions.results) {
    if (call) {
      add_probes(result, answer.names);
    } else {
      add_header_name(mention, result, answer.names);
    }
  }
  return answer;
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
