// SPDX-License-Identifier: GPL-3.0-or-later
//
// A file that remembers, by its modification time, that something failed lately. Whoever may write
// where it lies shares the memory. Trouble with the file is nobody's reason to stop.
#pragma once

#include <chrono>
#include <string>
#include <utility>

namespace distcc {

class FailureMark {
 public:
  /// An empty path, or a period of 0, remembers nothing.
  FailureMark(std::string path, std::chrono::seconds period)
      : path_(period.count() > 0 ? std::move(path) : std::string()), period_(period) {}

  /// It failed just now; makes the directory of the file when it is missing. False when that
  /// cannot be remembered.
  [[nodiscard]] bool set() const;
  void clear() const;
  /// It failed within the period, of which so much is left; 0 when it did not.
  [[nodiscard]] std::chrono::seconds remaining() const;
  [[nodiscard]] bool is_fresh() const { return remaining().count() > 0; }
  /// It failed, and nothing has worked since.
  [[nodiscard]] bool is_set() const;

 private:
  std::string path_;
  std::chrono::seconds period_;
};

}  // namespace distcc
