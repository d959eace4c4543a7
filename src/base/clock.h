// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <climits>

namespace distcc {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

/// A moment by which something has to be done.
class Deadline {
 public:
  static Deadline after(Milliseconds span) { return Deadline(Clock::now() + span); }
  static Deadline never() { return Deadline(Clock::time_point::max()); }

  [[nodiscard]] bool passed() const { return !is_never() && Clock::now() >= moment_; }
  friend Deadline earlier(Deadline one, Deadline other) {
    return one.moment_ < other.moment_ ? one : other;
  }
  [[nodiscard]] bool is_never() const { return moment_ == Clock::time_point::max(); }
  friend bool operator<(const Deadline& a, const Deadline& b) { return a.moment_ < b.moment_; }

  /// What poll(2) wants: milliseconds left, rounded up, 0 when passed, -1 for never.
  [[nodiscard]] int poll_timeout() const {
    if (is_never()) return -1;
    const auto left = std::chrono::ceil<Milliseconds>(moment_ - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, INT_MAX));
  }

 private:
  explicit Deadline(Clock::time_point moment) : moment_(moment) {}
  Clock::time_point moment_;
};

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace distcc
