// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/classic.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.h"

namespace distcc {
namespace {

constexpr std::size_t token_size = 4;
constexpr std::string_view digits = "0123456789abcdef";

/// The number field as strtoul(3) with base 16 reads it, all of it and nothing else.
std::optional<std::uint32_t> parse_number(std::string_view field) {
  field.remove_prefix(std::min(field.find_first_not_of(" \t\n\v\f\r"), field.size()));
  const bool negative = !field.empty() && field.front() == '-';
  if (negative || (!field.empty() && field.front() == '+')) field.remove_prefix(1);
  if (field.substr(0, 2) == "0x" || field.substr(0, 2) == "0X") field.remove_prefix(2);
  if (!field.empty() && field.front() == '-') return std::nullopt;  // from_chars would take it
  std::uint32_t value = 0;
  const char* const end = field.data() + field.size();
  const auto parsed = std::from_chars(field.data(), end, value, 16);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return negative ? 0U - value : value;
}

}  // namespace

void append_header(std::string& out, std::string_view token, std::uint32_t number) {
  out += token.substr(0, token_size);
  for (int shift = 28; shift >= 0; shift -= 4) out += digits[(number >> shift) & 0xf];
}

bool HeaderReader::take(std::string_view& bytes) {
  const std::size_t taken = std::min(size - filled_, bytes.size());
  std::copy_n(bytes.data(), taken, bytes_.data() + filled_);
  filled_ += taken;
  bytes.remove_prefix(taken);
  return filled_ == size;
}

Result<std::uint32_t> HeaderReader::number(std::string_view expected) {
  const std::string_view header(bytes_.data(), filled_);
  filled_ = 0;
  if (header.substr(0, token_size) != expected) {
    return fail_protocol(cat("expected token ", quoted(expected), ", got ", quoted(header)));
  }
  const auto value = parse_number(header.substr(token_size));
  if (!value) {
    return fail_protocol(cat("expected a hexadecimal number after token ", quoted(expected),
                             ", got ", quoted(header.substr(token_size))));
  }
  return *value;
}

unexpected<Error> fail_protocol(std::string text) {
  return fail(Fault::protocol, ExitCode::protocol_error, std::move(text));
}

std::string quoted(std::string_view bytes) {
  std::string text = "\"";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      text += "\\x";
      text += digits[byte >> 4];
      text += digits[byte & 0xf];
    } else {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
  }
  text += '"';
  return text;
}

}  // namespace distcc
