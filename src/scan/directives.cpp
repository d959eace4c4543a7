// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/directives.h"

#include "base/text.h"
#include "scan/assembler_names.h"
#include "scan/directive_lexer.h"
#include "scan/source_text.h"

namespace distcc {
namespace {

// Longer bodies are code.
constexpr std::size_t longest_body = 2000;

bool can_be_part_of_a_name(std::string_view body) {
  if (body.starts_with('"')) return true;
  return body.size() <= longest_body && body.find_first_of(";{}") == std::string_view::npos;
}

}  // namespace

Piece Directives::keep(std::string_view text) {
  const Piece piece{static_cast<std::uint32_t>(text_.size()),
                    static_cast<std::uint32_t>(text.size())};
  text_ += text;
  return piece;
}

void Directives::add(Mention mention, NameForm form, std::string_view name) {
  if (name.empty()) return;
  if (form == NameForm::computed) has_computed_ = true;
  references_.push_back({mention, form, keep(name)});
}

void Directives::define(std::string_view name, std::optional<std::string_view> parameters,
                        std::string_view body) {
  Definition definition;
  definition.name = keep(name);
  definition.function_like = parameters.has_value();
  if (parameters) definition.parameters = keep(*parameters);
  definition.opaque = !can_be_part_of_a_name(body);
  if (!definition.opaque) definition.body = keep(body);
  definitions_.push_back(definition);
}

void Directives::refuse(Outcome outcome, std::string_view subject) {
  if (!refusal_) refusal_ = Reason{outcome, std::string(subject)};
}

void Directives::finish() {
  text_.shrink_to_fit();
  references_.shrink_to_fit();
  definitions_.shrink_to_fit();
}

std::size_t Directives::memory() const {
  return sizeof *this + text_.capacity() + references_.capacity() * sizeof(Reference) +
         definitions_.capacity() * sizeof(Definition);
}

Directives read_directives(std::string_view content) {
  Directives directives;
  if (auto refusal = judge_encoding(content)) {
    directives.refuse(refusal->outcome, refusal->subject);
    return directives;
  }
  for (const std::string& text : readings_of(content)) {
    const LexerFindings findings = lex_directives(text, true, directives);
    find_assembler_names(text, findings.comments, directives);
    if (!findings.raw_strings) continue;
    const LexerFindings others = lex_directives(text, false, directives);
    find_assembler_names(text, others.comments, directives);
  }
  directives.finish();
  return directives;
}

}  // namespace distcc
