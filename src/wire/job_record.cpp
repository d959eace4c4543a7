// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/job_record.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace distcc {
namespace {

constexpr std::string_view layout = "1";
constexpr std::size_t field_count = 13;  ///< without the spans
constexpr std::size_t longest_field = 480;
constexpr std::size_t most_spans = 12;
constexpr std::size_t longest_span_host = 100;

std::string escaped(std::string_view text, std::size_t limit) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (out.size() + 4 > limit) break;
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += cat("\\x", digits[byte >> 4], digits[byte & 15]);
    } else {
      out += c;
    }
  }
  return out;
}

std::optional<char> hexadecimal_byte(std::string_view digits) {
  unsigned value = 0;
  const char* const end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, value, 16);
  if (digits.size() != 2 || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return static_cast<char>(value);
}

std::optional<std::string> unescaped(std::string_view field) {
  std::string out;
  while (!field.empty()) {
    const std::size_t plain = std::min(field.find('\\'), field.size());
    out += field.substr(0, plain);
    field.remove_prefix(plain);
    if (field.empty()) break;
    const char kind = field.size() > 1 ? field[1] : '\0';
    const auto byte = kind == 'x' ? hexadecimal_byte(field.substr(2, 2)) : std::nullopt;
    if (kind != '\\' && kind != 't' && kind != 'n' && !byte) return std::nullopt;
    out += byte ? *byte : kind == 't' ? '\t' : kind == 'n' ? '\n' : '\\';
    field.remove_prefix(byte ? 4 : 2);
  }
  return out;
}

std::optional<Outcome> outcome_called(std::string_view key) {
  for (const OutcomeRow& row : outcome_rows()) {
    if (row.key == key) return row.outcome;
  }
  return std::nullopt;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  return parsed.ec == std::errc() && parsed.ptr == end;
}

bool read_text(std::string_view field, std::string& text) {
  auto plain = unescaped(field);
  if (plain) text = std::move(*plain);
  return plain.has_value();
}

std::optional<JobSpan> decode_span(std::string_view field) {
  JobSpan span;
  std::string_view numbers[3];
  for (std::string_view& number : numbers) {
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    number = field.substr(0, colon);
    field.remove_prefix(colon + 1);
  }
  int phase = 0;
  if (!read_number(numbers[0], phase) || phase < 0 || phase > static_cast<int>(Phase::done) ||
      !read_number(numbers[1], span.from) || span.from < 0 || !read_number(numbers[2], span.slot) ||
      !read_text(field, span.host)) {
    return std::nullopt;
  }
  span.phase = Phase{phase};
  return span;
}

}  // namespace

std::string encode_job_record(const JobRecord& record) {
  const auto text = [](std::string_view field) { return escaped(field, longest_field); };
  std::string line = cat(layout, '\t', record.began, '\t', record.lasted, '\t', record.pid, '\t',
                         record.session, '\t', text(record.build), '\t', row_of(record.outcome).key,
                         '\t', record.exit_code, '\t', record.sent, '\t', record.received, '\t',
                         text(record.host), '\t', text(record.file), '\t', text(record.subject));
  const std::size_t skipped = record.spans.size() - std::min(record.spans.size(), most_spans);
  for (std::size_t i = skipped; i < record.spans.size(); ++i) {
    const JobSpan& span = record.spans[i];
    line += cat('\t', static_cast<int>(span.phase), ':', span.from, ':', span.slot, ':',
                escaped(span.host, longest_span_host));
  }
  static_assert(4 * longest_field + most_spans * (longest_span_host + 40) + 200 < longest_job_line);
  line += '\n';
  return line;
}

std::optional<JobRecord> decode_job_record(std::string_view line) {
  if (line.size() >= longest_job_line) return std::nullopt;
  const auto fields = split_fields(line, '\t');
  if (fields.size() < field_count || fields[0] != layout) return std::nullopt;
  JobRecord record;
  const auto outcome = outcome_called(fields[6]);
  const bool whole =
      read_number(fields[1], record.began) && read_number(fields[2], record.lasted) &&
      read_number(fields[3], record.pid) && read_number(fields[4], record.session) &&
      read_text(fields[5], record.build) && outcome && read_number(fields[7], record.exit_code) &&
      read_number(fields[8], record.sent) && read_number(fields[9], record.received) &&
      read_text(fields[10], record.host) && read_text(fields[11], record.file) &&
      read_text(fields[12], record.subject);
  // A year is longer than any job; what lies beyond would only overflow sums.
  constexpr std::int64_t year = std::int64_t{366} * 86400 * 1000000;
  if (!whole || record.began < 0 || record.began > 200 * year || record.lasted < 0 ||
      record.lasted > year) {
    return std::nullopt;
  }
  record.outcome = *outcome;
  for (std::size_t i = field_count; i < fields.size(); ++i) {
    auto span = decode_span(fields[i]);
    if (!span) return std::nullopt;
    record.spans.push_back(std::move(*span));
  }
  return record;
}

}  // namespace distcc
