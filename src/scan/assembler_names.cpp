// SPDX-License-Identifier: GPL-3.0-or-later
//
// Assembler code stands in string literals (asm(".incbin \"x\"")), or becomes one by stringizing
// (ASM(.incbin "x")), or is the whole text of a file named by .include. Looking for the words
// themselves, wherever they stand, covers all three.
#include "scan/assembler_names.h"

#include <cctype>

namespace distcc {
namespace {

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

void skip_blanks(std::string_view& text) {
  while (!text.empty()) {
    if (text.front() == ' ' || text.front() == '\t') {
      text.remove_prefix(1);
    } else if (text.starts_with("\\t")) {
      text.remove_prefix(2);
    } else {
      return;
    }
  }
}

/// What stands between quotes (each with `escape` before it) at the start of `text`.
std::string_view quoted(std::string_view text, std::string_view quote) {
  if (!text.starts_with(quote)) return {};
  text.remove_prefix(quote.size());
  const std::size_t end = text.find_first_of("\"\\\n");
  if (end == std::string_view::npos || !text.substr(end).starts_with(quote)) return {};
  return text.substr(0, end);
}

bool may_go_on_elsewhere(std::string_view text) {
  return text.starts_with('"') || text.starts_with('\\') || text.starts_with('%');
}

void find_word(std::string_view text, std::string_view word, Mention mention,
               Directives& directives) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos;) {
    at += word.size();
    std::string_view rest = text.substr(at);
    if (rest.empty() || is_name_character(rest.front())) continue;
    skip_blanks(rest);
    std::string_view name = quoted(rest, "\\\"");
    if (name.empty()) name = quoted(rest, "\"");
    if (!name.empty() && name.find_first_of("%(") == std::string_view::npos) {
      directives.add(mention, NameForm::quoted, name);
    }
    // A quote that is not escaped may end the literal, with a name in the next one.
    const bool whole = rest.starts_with("\\\"") && !name.empty();
    if (mention == Mention::incbin ? !whole : !whole && may_go_on_elsewhere(rest)) {
      directives.refuse(Outcome::reads_file_in_assembler, word);
    }
  }
}

}  // namespace

void find_assembler_names(std::string_view text, Directives& directives) {
  find_word(text, ".incbin", Mention::incbin, directives);
  find_word(text, ".include", Mention::assembler_source, directives);
}

}  // namespace distcc
