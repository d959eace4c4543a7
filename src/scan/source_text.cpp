// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/source_text.h"

#include <cstring>

namespace distcc {
namespace {

constexpr std::string_view blanks = " \t\f\v\r";

/// The index after the newline that the backslash at `at` takes away; 0 when it takes none.
std::size_t end_of_splice(std::string_view text, std::size_t at) {
  const std::size_t newline = text.find_first_not_of(blanks, at + 1);
  return newline != std::string_view::npos && text[newline] == '\n' ? newline + 1 : 0;
}

std::string without_splices(std::string_view text) {
  std::string result;
  result.reserve(text.size() + 1);
  std::size_t kept_to = 0;
  std::size_t at = 0;
  while ((at = text.find('\\', at)) != std::string_view::npos) {
    const std::size_t end = end_of_splice(text, at);
    if (end == 0) {
      ++at;
      continue;
    }
    result += text.substr(kept_to, at - kept_to);
    kept_to = at = end;
  }
  result += text.substr(kept_to);
  result += '\n';
  return result;
}

char trigraph(char third) {
  constexpr std::string_view thirds = "=/'()!<>-";
  constexpr std::string_view meanings = "#\\^[]|{}~";
  const std::size_t index = thirds.find(third);
  return index == std::string_view::npos ? '\0' : meanings[index];
}

std::string without_trigraphs(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = i + 2 < text.size() && text[i] == '?' && text[i + 1] == '?';
    const char meaning = starts ? trigraph(text[i + 2]) : '\0';
    result += meaning == '\0' ? text[i] : meaning;
    if (meaning != '\0') i += 2;
  }
  return result;
}

bool has_lone_carriage_return(std::string_view content) {
  for (std::size_t at = 0; (at = content.find('\r', at)) != std::string_view::npos; ++at) {
    if (at + 1 < content.size() && content[at + 1] != '\n' && content[at + 1] != '\r') return true;
  }
  return false;
}

bool has_trigraphs(std::string_view content) {
  return content.find("\?\?=") != std::string_view::npos ||
         content.find("\?\?/") != std::string_view::npos;
}

}  // namespace

std::optional<Reason> judge_encoding(std::string_view content) {
  constexpr std::string_view wide_marks[] = {"\xff\xfe", "\xfe\xff", {"\0\0\xfe\xff", 4}};
  for (const std::string_view mark : wide_marks) {
    if (content.starts_with(mark)) {
      return Reason{Outcome::scan_unknown_construct, "a file in UTF-16 or UTF-32"};
    }
  }
  if (has_lone_carriage_return(content)) {
    return Reason{Outcome::scan_unknown_construct, "a carriage return within a line"};
  }
  return std::nullopt;
}

std::vector<std::string> readings_of(std::string_view content) {
  if (content.starts_with("\xef\xbb\xbf")) content.remove_prefix(3);
  std::vector<std::string> readings;
  readings.push_back(without_splices(content));
  if (has_trigraphs(content)) readings.push_back(without_splices(without_trigraphs(content)));
  return readings;
}

}  // namespace distcc
