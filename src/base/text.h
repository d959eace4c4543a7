// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace distcc {

namespace text_detail {
inline void append(std::string& out, std::string_view piece) {
  out += piece;
}
inline void append(std::string& out, char piece) {
  out += piece;
}
template <std::integral Number>
void append(std::string& out, Number piece) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, piece).ptr;
  out.append(digits, end);
}
}  // namespace text_detail

/// The pieces (text, characters, integers) one after the other. The formatting library stays out
/// of the client, whose start-up is counted in microseconds (docs/architecture.md, dependencies).
template <class... Pieces>
std::string cat(const Pieces&... pieces) {
  std::string out;
  (text_detail::append(out, pieces), ...);
  return out;
}

/// `value` with `decimals` digits after the point.
std::string fixed(double value, int decimals);

/// "2 errors", "1 error".
std::string counted(std::size_t number, std::string_view noun);

/// The whole of `text` as a decimal number, sign allowed; nothing if there is anything else in it.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// The words of `text` between characters of `separators`; no empty words.
std::vector<std::string> split_words(std::string_view text,
                                     std::string_view separators = " \t\n\r\f");

/// The fields of `text` between single `separator`s; empty fields are kept.
std::vector<std::string_view> split_fields(std::string_view text, char separator);

std::string join(const std::vector<std::string>& words, std::string_view separator);

/// `text` as it may be shown on a terminal: control bytes become question marks.
std::string printable(std::string text);

/// The words as one line that a POSIX shell would split back into them.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace distcc
