// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/directive_lexer.h"

#include <array>
#include <cctype>
#include <cstring>

#include "base/text.h"
#include "scan/assembler_names.h"
#include "scan/conditional_operands.h"

namespace distcc {
namespace {

bool is_identifier_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\r' || c == '\0';
}

/// The characters at which skipping has to look closer.
constexpr std::array<bool, 256> make_stops() {
  std::array<bool, 256> stops{};
  for (const char c : {'\n', '"', '\'', '/'}) stops[static_cast<unsigned char>(c)] = true;
  return stops;
}
constexpr std::array<bool, 256> stops = make_stops();

class Lexer {
 public:
  Lexer(const std::string& text, bool with_raw_strings, Directives& directives)
      : begin_(text.data()),
        at_(text.data()),
        end_(text.data() + text.size()),
        with_raw_strings_(with_raw_strings),
        directives_(directives) {}

  LexerFindings run() {
    while (at_ < end_) read_line();
    return findings_;
  }

 private:
  bool starts(std::string_view text) const {
    return static_cast<std::size_t>(end_ - at_) >= text.size() &&
           std::memcmp(at_, text.data(), text.size()) == 0;
  }

  void read_line() {
    skip_blanks_and_comments();
    if (at_ == end_) return;
    if (*at_ == '#' || starts("%:")) {
      at_ += *at_ == '#' ? 1 : 2;
      read_directive();
      return;
    }
    if (*at_ == 'i' || *at_ == 'm' || *at_ == 'e' || *at_ == '@') look_for_module();
    skip_line(nullptr);
  }

  void skip_blanks_and_comments() {
    while (at_ < end_ && (is_blank(*at_) || starts("/*"))) {
      if (*at_ == '/') {
        skip_block_comment();
      } else {
        ++at_;
      }
    }
  }

  void skip_block_comment() {
    const char* start = at_;
    const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
    const std::size_t close = rest.find("*/", 2);
    at_ = close == std::string_view::npos ? end_ : at_ + close + 2;
    note_comment(start);
  }

  void note_comment(const char* start) {
    findings_.comments.push_back(
        {static_cast<std::uint32_t>(start - begin_), static_cast<std::uint32_t>(at_ - start)});
  }

  std::string_view read_identifier() {
    const char* start = at_;
    while (at_ < end_ && is_identifier_character(*at_)) ++at_;
    return {start, static_cast<std::size_t>(at_ - start)};
  }

  /// To the next newline that is part of no comment or raw string, and past it. What stands on
  /// the way goes to `copy`, with each comment as a blank.
  void skip_line(std::string* copy) {
    while (at_ < end_) {
      const char* start = at_;
      while (!stops[static_cast<unsigned char>(*at_)]) ++at_;  // the text ends in a newline
      if (copy != nullptr) copy->append(start, at_);
      if (*at_ == '\n') {
        ++at_;
        return;
      }
      skip_special(copy);
    }
  }

  void skip_special(std::string* copy) {
    const char* start = at_;
    if (starts("/*")) {
      skip_block_comment();
      if (copy != nullptr) *copy += ' ';
      return;
    }
    if (starts("//")) {
      while (*at_ != '\n') ++at_;
      note_comment(start);
      return;
    }
    if (*at_ == '"') {
      skip_string();
    } else if (*at_ == '\'' && !is_digit_separator()) {
      skip_quoted('\'');
    } else {
      ++at_;
    }
    if (copy != nullptr) copy->append(start, at_);
  }

  /// 1'000: the token before the quote is a number and a digit or letter follows.
  bool is_digit_separator() const {
    if (at_ == begin_ || !is_identifier_character(at_[1])) return false;
    const char* start = at_;
    while (start > begin_ &&
           (is_identifier_character(start[-1]) || start[-1] == '.' || start[-1] == '\'')) {
      --start;
    }
    if (*start == '.') ++start;
    return start < at_ && std::isdigit(static_cast<unsigned char>(*start)) != 0;
  }

  /// A literal that ends at its quote or at the end of the line.
  void skip_quoted(char quote) {
    ++at_;
    while (*at_ != quote && *at_ != '\n') at_ += *at_ == '\\' && at_[1] != '\n' ? 2 : 1;
    if (*at_ == quote) ++at_;
  }

  void skip_string() {
    const char* start = at_;
    if (has_raw_prefix()) {
      findings_.raw_strings = true;
      if (with_raw_strings_ && skip_raw_string()) return;
    }
    skip_quoted('"');
    const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
    check_assembler_literal({start, static_cast<std::size_t>(at_ - start)}, rest, directives_);
  }

  bool has_raw_prefix() const {
    if (at_ == begin_ || at_[-1] != 'R') return false;
    const char* start = at_ - 1;
    while (start > begin_ && is_identifier_character(start[-1])) --start;
    const std::string_view prefix(start, static_cast<std::size_t>(at_ - start));
    return prefix == "R" || prefix == "LR" || prefix == "uR" || prefix == "UR" || prefix == "u8R";
  }

  bool skip_raw_string() {
    const std::string_view rest(at_ + 1, static_cast<std::size_t>(end_ - at_ - 1));
    const std::size_t open = rest.find_first_of("( )\\\t\v\f\n");
    if (open == std::string_view::npos || rest[open] != '(' || open > 16) return false;
    const std::string close = cat(")", rest.substr(0, open), "\"");
    const std::size_t end = rest.find(close, open + 1);
    if (end == std::string_view::npos) return false;
    at_ += 1 + end + close.size();
    return true;
  }

  void read_directive() {
    skip_blanks_and_comments();
    const std::string_view name = read_identifier();
    if (name == "include" || name == "import" || name == "include_next" || name == "embed" ||
        name == "__include_macros") {
      read_include(name);
    } else if (name == "define") {
      read_definition();
    } else if (name == "if" || name == "elif") {
      line_.clear();
      skip_line(&line_);
      add_conditional_operands(line_, directives_);
    } else if (name == "pragma") {
      line_.clear();
      skip_line(&line_);
      read_pragma(line_);
    } else {
      skip_line(nullptr);
    }
  }

  void read_include(std::string_view directive) {
    const Mention mention = directive == "include_next" ? Mention::include_next
                            : directive == "embed"      ? Mention::embed
                                                        : Mention::include;
    skip_blanks_and_comments();
    const char close = *at_ == '"' ? '"' : *at_ == '<' ? '>' : '\0';
    const char* name = at_ + 1;
    const char* line_end =
        static_cast<const char*>(std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_)));
    const void* found = close == '\0' || line_end == nullptr
                            ? nullptr
                            : std::memchr(name, close, static_cast<std::size_t>(line_end - name));
    if (found != nullptr) {
      const char* name_end = static_cast<const char*>(found);
      directives_.add(mention, close == '"' ? NameForm::quoted : NameForm::angled,
                      {name, static_cast<std::size_t>(name_end - name)});
      at_ = name_end + 1;
      skip_line(nullptr);
      return;
    }
    line_.clear();
    skip_line(&line_);
    directives_.add(mention, NameForm::computed, line_);
  }

  void read_definition() {
    skip_blanks_and_comments();
    const std::string name(read_identifier());
    line_.clear();
    skip_line(&line_);
    if (name.empty()) return;
    std::string_view body = line_;
    std::optional<std::string_view> parameters;
    if (body.starts_with('(')) {
      const std::size_t close = body.find(')');
      if (close == std::string_view::npos) return;
      parameters = body.substr(1, close - 1);
      body.remove_prefix(close + 1);
    }
    while (!body.empty() && is_blank(body.front())) body.remove_prefix(1);
    while (!body.empty() && is_blank(body.back())) body.remove_suffix(1);
    directives_.define(name, parameters, body);
    if (mentions_probe(body)) {
      directives_.set_defines_probe();
      add_conditional_operands(body, directives_);
    }
  }

  void read_pragma(std::string_view line) {
    const std::vector<std::string> words = split_words(line);
    if (words.size() < 2) return;
    const bool for_compiler = words[0] == "GCC" || words[0] == "clang";
    if (!for_compiler) return;
    if (words[1] == "dependency") {
      add_dependency(line.substr(line.find("dependency") + 10));
    } else if (words[1] == "pch_preprocess") {
      directives_.refuse(Outcome::precompiled_header, "#pragma GCC pch_preprocess");
    } else if (words[1] == "module") {
      directives_.set_declares_module();
    }
  }

  void add_dependency(std::string_view operand) {
    while (!operand.empty() && is_blank(operand.front())) operand.remove_prefix(1);
    if (operand.empty()) return;
    const char close = operand.front() == '<' ? '>' : operand.front();
    const std::size_t end = operand.find(close, 1);
    const bool named = (close == '"' || close == '>') && end != std::string_view::npos;
    if (!named) {
      directives_.add(Mention::probe, NameForm::computed, operand);
      return;
    }
    directives_.add(Mention::probe, close == '"' ? NameForm::quoted : NameForm::angled,
                    operand.substr(1, end - 1));
  }

  /// "import x", "export module y", "@import z" at the start of a line.
  void look_for_module() {
    const char* start = at_;
    if (*at_ == '@') ++at_;
    std::string_view word = read_identifier();
    if (word == "export") {
      skip_blanks_and_comments();
      word = read_identifier();
    }
    if (word == "import" || word == "module") {
      skip_blanks_and_comments();
      const char next = *at_;
      const bool declares = std::isalpha(static_cast<unsigned char>(next)) != 0 || next == '_' ||
                            (next == ';' && word == "module") || (next == ':' && at_[1] != ':') ||
                            (word == "import" && (next == '<' || next == '"'));
      if (declares) directives_.set_declares_module();
    }
    at_ = start;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  bool with_raw_strings_;
  Directives& directives_;
  LexerFindings findings_;
  std::string line_;
};

}  // namespace

LexerFindings lex_directives(const std::string& text, bool with_raw_strings,
                             Directives& directives) {
  return Lexer(text, with_raw_strings, directives).run();
}

}  // namespace distcc
