// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text format that Prometheus reads.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace distcc {

/// The type of the answer that carries it.
constexpr std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";

/// How long jobs took.
class DurationHistogram {
 public:
  void record(double seconds);

 private:
  friend class MetricsText;
  static constexpr std::array bounds = {0.05, 0.1,  0.25, 0.5,  1.0,  2.5,
                                        5.0,  10.0, 30.0, 60.0, 300.0};
  std::array<std::uint64_t, bounds.size() + 1> counts_{};  ///< the last: longer than all bounds
  double sum_ = 0;
};

/// Counts by a word that comes from elsewhere. Of so many different words it keeps the first ones
/// and counts all others as "other": each word is a time series that somebody has to store.
class BoundedCounts {
 public:
  explicit BoundedCounts(std::size_t most) : most_(most) {}
  void add(const std::string& word, std::uint64_t count = 1);
  [[nodiscard]] const std::map<std::string, std::uint64_t>& all() const { return counts_; }

 private:
  std::size_t most_;
  std::map<std::string, std::uint64_t> counts_;
};

class MetricsText {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  enum class Type { counter, gauge };

  /// Begins a metric; its samples follow.
  MetricsText& metric(std::string_view name, Type type, std::string_view help);
  MetricsText& sample(Labels labels, std::uint64_t value);
  MetricsText& sample(Labels labels, double value);
  /// A metric with one sample.
  MetricsText& counter(std::string_view name, std::string_view help, std::uint64_t value);
  MetricsText& gauge(std::string_view name, std::string_view help, double value);
  MetricsText& histogram(std::string_view name, std::string_view help,
                         const DurationHistogram& durations);

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void begin(std::string_view name, std::string_view type, std::string_view help);
  void line(std::string_view suffix, Labels labels, std::string_view value);

  std::string name_;
  std::string text_;
};

}  // namespace distcc
