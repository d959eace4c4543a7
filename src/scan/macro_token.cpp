// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/macro_token.h"

#include <cctype>

namespace distcc {
namespace {

bool is_name_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_name_character(char c) {
  return is_name_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at++];
  while (at < text.size() && text[at] != quote) at += text[at] == '\\' ? 2 : 1;
  return at < text.size() ? at + 1 : text.size();
}

std::size_t end_of_number(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size()) {
    const bool exponent_sign = (text[at] == '+' || text[at] == '-') &&
                               std::string_view("eEpP").find(text[at - 1]) != std::string::npos;
    if (!is_name_character(text[at]) && text[at] != '.' && !exponent_sign) break;
    ++at;
  }
  return at;
}

std::size_t end_of_punctuation(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("%:%:")) return at + 4;
  if (text.substr(at).starts_with("##") || text.substr(at).starts_with("%:")) return at + 2;
  return at + 1;
}

std::string_view spelling(std::string_view text) {
  if (text == "%:%:") return "##";
  return text == "%:" ? "#" : text;
}

}  // namespace

std::vector<MacroToken> macro_tokens(std::string_view text) {
  using Kind = MacroToken::Kind;
  std::vector<MacroToken> tokens;
  bool space = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '\0') {
      space = true;
      ++at;
      continue;
    }
    Kind kind = Kind::punctuation;
    std::size_t end = 0;
    const bool number = std::isdigit(static_cast<unsigned char>(c)) != 0 ||
                        (c == '.' && at + 1 < text.size() &&
                         std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0);
    if (is_name_start(c)) {
      kind = Kind::identifier;
      end = at;
      while (end < text.size() && is_name_character(text[end])) ++end;
    } else if (number) {
      kind = Kind::number;
      end = end_of_number(text, at);
    } else if (c == '"' || c == '\'') {
      kind = Kind::string;
      end = end_of_quoted(text, at);
    } else {
      end = end_of_punctuation(text, at);
    }
    tokens.push_back({kind, space, std::string(spelling(text.substr(at, end - at))), {}});
    space = false;
    at = end;
  }
  return tokens;
}

std::string spell(const std::vector<MacroToken>& tokens, bool spaced) {
  std::string text;
  for (const MacroToken& token : tokens) {
    if (spaced && token.space_before && !text.empty()) text += ' ';
    text += token.text;
  }
  return text;
}

}  // namespace distcc
