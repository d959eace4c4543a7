// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/name_pattern.h"

namespace distcc {
namespace {

// No text of a source holds these.
constexpr char open = '\1';
constexpr char close = '\2';
constexpr char next = '\3';

}  // namespace

std::string alternatives_of(const std::vector<std::string>& texts) {
  std::string pattern(1, open);
  for (const std::string& text : texts) {
    if (pattern.size() > 1) pattern += next;
    pattern += text;
  }
  return pattern + close;
}

bool is_pattern(std::string_view name) {
  return name.find(open) != std::string_view::npos;
}

std::string_view take_component(std::string_view& pattern) {
  std::size_t at = 0;
  for (bool within = false; at < pattern.size(); ++at) {
    if (pattern[at] == open) within = true;
    if (pattern[at] == close) within = false;
    if (pattern[at] == '/' && !within) break;
  }
  const std::string_view component = pattern.substr(0, at);
  pattern.remove_prefix(at < pattern.size() ? at + 1 : at);
  return component;
}

std::vector<std::string> texts_of(std::string_view pattern, std::size_t most) {
  std::vector<std::string> texts = {std::string()};
  while (!pattern.empty()) {
    const std::size_t start = pattern.find(open);
    for (std::string& text : texts) text += pattern.substr(0, start);
    if (start == std::string_view::npos) break;
    const std::size_t end = pattern.find(close, start);
    std::string_view alternatives = pattern.substr(start + 1, end - start - 1);
    pattern.remove_prefix(end + 1);
    std::vector<std::string> longer;
    while (true) {
      const std::size_t separator = alternatives.find(next);
      for (const std::string& text : texts) {
        longer.push_back(text + std::string(alternatives.substr(0, separator)));
      }
      if (longer.size() > most) return {};
      if (separator == std::string_view::npos) break;
      alternatives.remove_prefix(separator + 1);
    }
    texts = std::move(longer);
  }
  return texts;
}

}  // namespace distcc
