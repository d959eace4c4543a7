// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/metrics.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::size_t longest_label = 100;
constexpr const char* other_word = "other";

/// The shortest text that reads back as the same number.
std::string number(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return {digits, end};
}

/// In quotes. A label may hold any UTF-8; backslash, quote and newline are escaped.
std::string label_value(std::string_view text) {
  std::string plain;
  for (const char c : text.substr(0, longest_label)) {
    const auto byte = static_cast<unsigned char>(c);
    plain += byte < 0x20 || byte == 0x7f ? ' ' : c;
  }
  // Without control characters, a JSON string escapes the same as this format, and its text is
  // UTF-8 whatever came.
  return json_string(plain);
}

}  // namespace

void DurationHistogram::record(double seconds) {
  const auto bound = std::lower_bound(bounds.begin(), bounds.end(), seconds);
  ++counts_[static_cast<std::size_t>(bound - bounds.begin())];
  sum_ += seconds;
}

void BoundedCounts::add(const std::string& word, std::uint64_t count) {
  const bool fits = counts_.size() < most_ || counts_.contains(word);
  counts_[fits ? word : other_word] += count;
}

void MetricsText::begin(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_ += cat("# HELP ", name, ' ', help, "\n# TYPE ", name, ' ', type, '\n');
}

void MetricsText::line(std::string_view suffix, Labels labels, std::string_view value) {
  text_ += cat(name_, suffix);
  char before = '{';
  for (const auto& [label, content] : labels) {
    text_ += cat(before, label, '=', label_value(content));
    before = ',';
  }
  text_ += cat(labels.size() > 0 ? "} " : " ", value, '\n');
}

MetricsText& MetricsText::metric(std::string_view name, Type type, std::string_view help) {
  begin(name, type == Type::counter ? "counter" : "gauge", help);
  return *this;
}

MetricsText& MetricsText::sample(Labels labels, std::uint64_t value) {
  line("", labels, cat(value));
  return *this;
}

MetricsText& MetricsText::sample(Labels labels, double value) {
  line("", labels, number(value));
  return *this;
}

MetricsText& MetricsText::counter(std::string_view name, std::string_view help,
                                  std::uint64_t value) {
  return metric(name, Type::counter, help).sample({}, value);
}

MetricsText& MetricsText::gauge(std::string_view name, std::string_view help, double value) {
  return metric(name, Type::gauge, help).sample({}, value);
}

MetricsText& MetricsText::histogram(std::string_view name, std::string_view help,
                                    const DurationHistogram& durations) {
  begin(name, "histogram", help);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < DurationHistogram::bounds.size(); ++i) {
    below += durations.counts_[i];
    line("_bucket", {{"le", number(DurationHistogram::bounds[i])}}, cat(below));
  }
  below += durations.counts_.back();
  line("_bucket", {{"le", "+Inf"}}, cat(below));
  line("_sum", {}, number(durations.sum_));
  line("_count", {}, cat(below));
  return *this;
}

}  // namespace distcc
