// SPDX-License-Identifier: GPL-3.0-or-later
//
// Assembler code stands in string literals (asm(".incbin \"x\"")), or becomes one by stringizing
// (ASM(.incbin "x")), or is the whole text of a file named by .include. Looking for the words
// themselves, wherever they stand, covers all three.
#include "scan/assembler_names.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "scan/assembler_text.h"

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

struct Directive {
  std::string_view name;
  Mention mention;
};
constexpr Directive all[] = {{".incbin", Mention::incbin}, {".include", Mention::assembler_source}};

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// As assemblers do, capitals are taken for small letters.
bool starts_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && std::equal(word.begin(), word.end(), text.begin(),
                                                  [](char a, char b) { return a == lower(b); });
}

void add_name(std::string_view rest, const Directive& directive, Directives& directives) {
  if (rest.empty() || is_name_character(rest.front())) return;
  skip_blanks(rest);
  std::string_view name = quoted(rest, "\\\"");
  if (name.empty()) name = quoted(rest, "\"");
  if (!name.empty() && name.find_first_of("%(") == std::string_view::npos) {
    directives.add(directive.mention, NameForm::quoted, name);
  }
  // A quote that is not escaped may end the literal, with a name in the next one.
  const bool whole = rest.starts_with("\\\"") && !name.empty();
  const bool refused =
      directive.mention == Mention::incbin ? !whole : !whole && may_go_on_elsewhere(rest);
  if (refused) directives.refuse(Outcome::reads_file_in_assembler, directive.name);
}

bool is_within(std::size_t at, std::span<const Piece> comments) {
  const auto after = std::upper_bound(
      comments.begin(), comments.end(), at,
      [](std::size_t place, const Piece& comment) { return place < comment.begin; });
  return after != comments.begin() && at < std::prev(after)->begin + std::prev(after)->size;
}

/// The beginning of a directive at the end of a literal's text: ".inc"; empty when there is none.
std::string_view unfinished_directive(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == text.npos || text.size() - dot >= all[1].name.size()) return {};
  const std::string_view end = text.substr(dot);
  const bool is_beginning = std::any_of(std::begin(all), std::end(all), [&](const Directive& one) {
    return end.size() < one.name.size() && starts_with(end, one.name.substr(0, end.size()));
  });
  // What follows a name is a part of it: "foo.inc"; but "\n.inc" is the escape of a newline.
  const bool follows_name =
      dot > 0 && is_name_character(text[dot - 1]) && (dot == 1 || text[dot - 2] != '\\');
  return is_beginning && !follows_name ? end : std::string_view();
}

bool has_numeric_escape(std::string_view literal) {
  for (std::size_t at = literal.find('\\'); at != literal.npos && at + 1 < literal.size();
       at = literal.find('\\', at + 2)) {
    if (std::string_view("xuUN01234567o").find(literal[at + 1]) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

void find_assembler_names(std::string_view text, std::span<const Piece> comments,
                          Directives& directives) {
  for (std::size_t at = 0; (at = text.find('.', at)) != std::string_view::npos; ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.size() < 2 || lower(rest[1]) != 'i') continue;
    for (const Directive& directive : all) {
      if (!starts_with(rest, directive.name) || is_within(at, comments)) continue;
      add_name(rest.substr(directive.name.size()), directive, directives);
    }
  }
}

void check_assembler_literal(std::string_view literal, std::string_view rest,
                             Directives& directives) {
  if (literal.size() < 3) return;
  const std::string_view text = literal.substr(1, literal.size() - 2);
  bool doubtful = false;
  if (has_numeric_escape(text)) {
    std::string value;
    doubtful = take_literal(literal, value) && may_read_file(value);
  }
  if (const std::string_view end = unfinished_directive(text); !end.empty()) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    const char next = rest.empty() ? '\n' : rest.front();
    // Here, or where a macro puts it.
    const bool goes_on = next == '"' || next == '\n' || next == '/' || is_name_character(next);
    doubtful = doubtful ||
               (end.size() > 1 ? goes_on
                               : starts_with(rest, "\"incbin") || starts_with(rest, "\"include"));
  }
  if (doubtful) directives.refuse(Outcome::reads_file_in_assembler, "a directive in pieces");
}

}  // namespace distcc
