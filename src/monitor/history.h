// SPDX-License-Identifier: GPL-3.0-or-later
//
// The last minutes, as strip charts show them: how many jobs were in each phase on each host, look
// by look.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "monitor/snapshot.h"

namespace distcc {

constexpr std::size_t phase_count = static_cast<std::size_t>(Phase::done);

/// The jobs of one moment, counted by phase.
struct Sample {
  std::array<std::uint16_t, phase_count> jobs{};

  void add(Phase phase);
  [[nodiscard]] std::size_t at(Phase phase) const { return jobs[static_cast<std::size_t>(phase)]; }
  [[nodiscard]] std::size_t total() const;
  friend bool operator==(const Sample&, const Sample&) = default;
};

/// Oldest first.
using Samples = std::deque<Sample>;

class History {
 public:
  /// Keeps the last `length` looks: by default more than fit on a screen.
  explicit History(std::size_t length = 1000) : length_(length) {}

  void add(const Snapshot& snapshot);
  /// All hosts together, and who waits.
  [[nodiscard]] const Samples& of_all() const { return all_; }
  /// Of one host; as long as that of all. Empty for a host that has not been seen.
  [[nodiscard]] const Samples& of(const std::string& host) const;
  /// Whether no sample has a job any more: charts then look as at the next look.
  [[nodiscard]] bool is_quiet() const { return looks_without_job_ >= length_; }

 private:
  void push(Samples& samples, const Sample& sample) const;

  std::size_t length_;
  std::size_t looks_without_job_ = length_;
  Samples all_;
  std::map<std::string, Samples> hosts_;
  Samples none_;
};

}  // namespace distcc
