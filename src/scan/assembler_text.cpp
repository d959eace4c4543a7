// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/assembler_text.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace distcc {
namespace {

constexpr std::string_view blanks = " \t\f\v\r\n";

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool starts_with_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  return std::equal(word.begin(), word.end(), text.begin(),
                    [](char a, char b) { return a == lower(b); });
}

int hex_value(char c) {
  if (std::isdigit(static_cast<unsigned char>(c)) != 0) return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// The character that the escape behind a backslash stands for; takes it off `text`.
char take_escape(std::string_view& text) {
  const char kind = text.front();
  text.remove_prefix(1);
  constexpr std::string_view letters = "abefnrtv";
  constexpr std::string_view meanings = "\a\b\033\f\n\r\t\v";
  if (const std::size_t found = letters.find(kind); found != letters.npos) return meanings[found];
  const bool octal = kind >= '0' && kind <= '7';
  if (!octal && kind != 'x' && kind != 'u' && kind != 'U' && kind != 'o') return kind;
  const bool braces = !octal && text.starts_with('{');
  if (braces) text.remove_prefix(1);
  const int base = octal || kind == 'o' ? 8 : 16;
  std::size_t most = octal                    ? 2
                     : kind == 'u' && !braces ? 4
                     : kind == 'U' && !braces ? 8
                                              : text.size();
  int value = octal ? kind - '0' : 0;
  while (!text.empty() && most > 0 && hex_value(text.front()) >= 0 &&
         hex_value(text.front()) < base) {
    value = (value * base + hex_value(text.front())) & 0xff;
    text.remove_prefix(1);
    --most;
  }
  if (braces && text.starts_with('}')) text.remove_prefix(1);
  return static_cast<char>(value);
}

bool take_raw_string(std::string_view& text, std::string& value) {
  const std::size_t open = text.find_first_of("( )\\\t\v\f\n", 1);
  if (open == text.npos || text[open] != '(' || open > 17) return false;
  const std::string close = cat(")", text.substr(1, open - 1), "\"");
  const std::size_t end = text.find(close, open + 1);
  if (end == text.npos) return false;
  value += text.substr(open + 1, end - open - 1);
  text.remove_prefix(end + close.size());
  return true;
}

void take_plain_string(std::string_view& text, std::string& value) {
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"' && text.front() != '\n') {
    if (text.front() == '\\' && text.size() > 1 && text[1] != '\n') {
      text.remove_prefix(1);
      value += take_escape(text);
    } else {
      value += text.front();
      text.remove_prefix(1);
    }
  }
  if (text.starts_with('"')) text.remove_prefix(1);
}

std::size_t word_size(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && is_word_character(text[size])) ++size;
  return size;
}

void skip_character(std::string_view& text) {
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '\'' && text.front() != '\n') {
    text.remove_prefix(text.front() == '\\' && text.size() > 1 && text[1] != '\n' ? 2 : 1);
  }
  if (text.starts_with('\'')) text.remove_prefix(1);
}

void skip_comment(std::string_view& text) {
  const std::size_t end = text[1] == '/' ? text.find('\n') : text.find("*/", 2) + 2;
  text.remove_prefix(end < 2 ? text.size() : std::min(end, text.size()));
}

/// Blanks, line markers and comments.
void skip_gaps(std::string_view& text) {
  while (!text.empty()) {
    const char c = text.front();
    if (c == '#') {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
    } else if (text.starts_with("/*") || text.starts_with("//")) {
      skip_comment(text);
    } else if (blanks.find(c) != blanks.npos) {
      text.remove_prefix(1);
    } else {
      return;
    }
  }
}

/// ".incbin" and ".include" as the assembler reads them: at `at` stands the dot.
bool is_directive(std::string_view code, std::size_t at) {
  if (at > 0 && (is_word_character(code[at - 1]) || code[at - 1] == '.')) return false;
  const std::string_view rest = code.substr(at + 1);
  for (const std::string_view name : {"incbin", "include"}) {
    const std::size_t common = static_cast<std::size_t>(
        std::mismatch(
            name.begin(),
            name.begin() + static_cast<std::ptrdiff_t>(std::min(name.size(), rest.size())),
            rest.begin(), [](char a, char b) { return a == lower(b); })
            .first -
        name.begin());
    const bool whole = common == name.size();
    const char next = common < rest.size() ? rest[common] : '\0';
    if (whole && !is_word_character(next) && next != '.') return true;
    // The rest is the argument of a macro: .\what, .inc\kind.
    if (next == '\\') return true;
  }
  return false;
}

/// A statement that begins with two arguments of a macro in a row: \dot\name "file".
bool is_built_from_arguments(std::string_view code, std::size_t at) {
  const std::size_t before = code.find_last_not_of(" \t", at - 1);
  const bool begins = at == 0 || before == code.npos ||
                      std::string_view("\n;:").find(code[before]) != std::string_view::npos;
  if (!begins) return false;
  std::string_view rest = code.substr(at + 1);
  rest.remove_prefix(word_size(rest));
  if (rest.starts_with("()")) rest.remove_prefix(2);
  return rest.size() > 1 && rest.front() == '\\' && is_word_character(rest[1]);
}

/// Some operand of the asm statement, or attribute, whose parenthesis `text` begins with.
bool operands_read_file(std::string_view text) {
  text.remove_prefix(1);
  std::string code;
  int depth = 1;
  while (depth > 0) {
    skip_gaps(text);
    if (text.empty()) return may_read_file(code);
    if (take_literal(text, code)) continue;  // literals side by side are one
    if (may_read_file(code)) return true;
    code.clear();
    if (const std::size_t size = word_size(text); size > 0) {
      text.remove_prefix(size);
    } else if (text.front() == '\'') {
      skip_character(text);
    } else {
      depth += text.front() == '(' ? 1 : text.front() == ')' ? -1 : 0;
      text.remove_prefix(1);
    }
  }
  return false;
}

/// What begins behind "asm": qualifiers, and then the parenthesis. Nothing when it does not.
std::string_view operands_behind(std::string_view text) {
  for (int words = 0; words < 6; ++words) {
    skip_gaps(text);
    if (text.starts_with('(')) return text;
    const std::size_t size = word_size(text);
    if (size == 0) return {};
    text.remove_prefix(size);
  }
  return {};
}

bool is_asm(std::string_view word) {
  return word == "asm" || word == "__asm" || word == "__asm__";
}

/// Words whose literals get into the assembler's input as they are.
bool reaches_assembler(std::string_view word) {
  if (word.starts_with("__") && word.ends_with("__") && word.size() > 4) {
    word = word.substr(2, word.size() - 4);
  }
  for (const std::string_view known :
       {"asm", "__asm", "section", "alias", "ifunc", "symver", "weakref", "allocate"}) {
    if (word == known) return true;
  }
  return false;
}

/// asm((expression)): the text is computed, of literals that may stand anywhere.
bool is_computed(std::string_view operands) {
  operands.remove_prefix(1);
  skip_gaps(operands);
  return operands.starts_with('(');
}

bool names_file_directly(std::string_view rest) {
  for (const std::string_view directive : {".incbin", ".include"}) {
    if (!starts_with_word(rest, directive)) continue;
    const std::string_view behind = rest.substr(directive.size());
    const std::size_t start = behind.find_first_not_of(" \t");
    return start != behind.npos && (behind[start] == '"' || behind[start] == '\\');
  }
  return false;
}

/// Blocks of this size are looked at as a whole, which compilers turn into vector instructions: on
/// most texts that is all there is to do.
constexpr std::size_t block = 128;

bool has_candidate(const char* text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text);
  unsigned char found = 0;
  for (std::size_t i = 0; i < block; ++i) {
    const unsigned char differs_from_asm =
        static_cast<unsigned char>((bytes[i] ^ 'a') | (bytes[i + 1] ^ 's') | (bytes[i + 2] ^ 'm'));
    const unsigned char differs_from_in = static_cast<unsigned char>(
        (bytes[i] ^ '.') | ((bytes[i + 1] | 32) ^ 'i') | ((bytes[i + 2] | 32) ^ 'n'));
    found |= static_cast<unsigned char>((differs_from_asm == 0) | (differs_from_in == 0));
  }
  return found != 0;
}

/// The word "asm", with its underscores, that has its 'a' at `at`, wants the assembler to read.
bool asm_reads_file(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && text[begin - 1] == '_') --begin;
  if (begin > 0 && is_word_character(text[begin - 1])) return false;
  const std::size_t size = word_size(text.substr(begin));
  if (!is_asm(text.substr(begin, size))) return false;
  const std::string_view operands = operands_behind(text.substr(begin + size));
  return !operands.empty() && operands_read_file(operands);
}

bool candidates_read_file(std::string_view text, std::size_t from, std::size_t to) {
  for (std::size_t at = from; at < to; ++at) {
    if (text[at] == '.' && names_file_directly(text.substr(at))) return true;
    if (text[at] == 'a' && text.substr(at).starts_with("asm") && asm_reads_file(text, at)) {
      return true;
    }
  }
  return false;
}

bool may_read_file_somewhere(std::string_view text) {
  std::size_t at = 0;
  for (; at + block + 3 < text.size(); at += block) {
    if (has_candidate(text.data() + at) && candidates_read_file(text, at, at + block)) return true;
  }
  return candidates_read_file(text, at, text.size());
}

/// Reads the text token by token, as the compiler does.
class CodeReader {
 public:
  CodeReader(std::string_view text, bool with_raw_strings)
      : text_(text), with_raw_strings_(with_raw_strings) {}

  bool reads_file() {
    bool line_begins = true;
    while (!text_.empty()) {
      const char c = text_.front();
      if (c == '\n') {
        line_begins = true;
        text_.remove_prefix(1);
        continue;
      }
      if (line_begins && c == '#') {
        if (line_reads_file()) return true;
        continue;
      }
      if (blanks.find(c) == blanks.npos) line_begins = false;
      if (token_reads_file()) return true;
    }
    return computed_ && directive_in_literal_;
  }

 private:
  /// #ident and #pragma; the name of a file in a line marker is only a name.
  bool line_reads_file() {
    const std::string_view line = text_.substr(0, text_.find('\n'));
    text_.remove_prefix(line.size());
    const std::size_t start = line.find_first_not_of(" \t", 1);
    const bool is_marker =
        start != line.npos && std::isdigit(static_cast<unsigned char>(line[start])) != 0;
    for (std::size_t at = line.find('.'); !is_marker && at != line.npos;
         at = line.find('.', at + 1)) {
      if (names_file_directly(line.substr(at))) return true;
    }
    return false;
  }

  bool token_reads_file() {
    if (text_.starts_with("/*") || text_.starts_with("//")) {
      skip_comment(text_);
      return false;
    }
    if (text_.front() == '\'') {
      skip_character(text_);
      return false;
    }
    if (skip_literal()) return false;
    const std::size_t size = word_size(text_);
    if (size == 0) {
      text_.remove_prefix(1);
      return false;
    }
    const std::string_view word = text_.substr(0, size);
    text_.remove_prefix(size);
    if (std::isdigit(static_cast<unsigned char>(word.front())) != 0) {
      skip_number();
      return false;
    }
    if (!reaches_assembler(word)) return false;
    const std::string_view operands = operands_behind(text_);
    if (operands.empty()) return false;
    computed_ = computed_ || is_computed(operands);
    return operands_read_file(operands);
  }

  bool skip_literal() {
    std::string value;
    if (!with_raw_strings_ && text_.front() != '"') return false;
    if (!take_literal(text_, value)) return false;
    directive_in_literal_ = directive_in_literal_ || may_read_file(value);
    return true;
  }

  /// The rest of 1'000'000.
  void skip_number() {
    while (text_.size() > 1 && (text_.front() == '\'' || text_.front() == '.') &&
           is_word_character(text_[1])) {
      text_.remove_prefix(1);
      text_.remove_prefix(word_size(text_));
    }
  }

  std::string_view text_;
  bool with_raw_strings_;
  bool computed_ = false;              ///< there is an asm((expression))
  bool directive_in_literal_ = false;  ///< some literal, wherever, could be its text
};

}  // namespace

bool take_literal(std::string_view& text, std::string& value) {
  const std::size_t prefix = word_size(text.substr(0, 4));
  if (prefix >= text.size() || prefix > 3 || text[prefix] != '"') return false;
  const std::string_view letters = text.substr(0, prefix);
  const bool raw = letters.ends_with('R');
  const std::string_view encoding = raw ? letters.substr(0, prefix - 1) : letters;
  if (!encoding.empty() && encoding != "L" && encoding != "u" && encoding != "U" &&
      encoding != "u8") {
    return false;
  }
  std::string_view rest = text.substr(prefix);
  if (!raw || !take_raw_string(rest, value)) take_plain_string(rest, value);
  text = rest;
  return true;
}

bool may_read_file(std::string_view code) {
  for (std::size_t at = code.find_first_of(".\\"); at != code.npos;
       at = code.find_first_of(".\\", at + 1)) {
    if (code[at] == '.' ? is_directive(code, at) : is_built_from_arguments(code, at)) return true;
  }
  return false;
}

bool reads_file_in_assembler(std::string_view text) {
  if (!may_read_file_somewhere(text)) return false;
  // C before C99 has no raw strings, and what the dialect is, is not known here.
  return CodeReader(text, true).reads_file() || CodeReader(text, false).reads_file();
}

}  // namespace distcc
