// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fd.h"
#include "base/result.h"

namespace distcc {

/// The end of the server, in two steps, as descriptors that every waiting thread polls.
class Ending {
 public:
  static Result<Ending> prepare();

  /// No new work: who has no compiler running yet is let go.
  void begin();
  /// Compilers that still run are killed.
  void hurry();

  [[nodiscard]] bool has_begun() const;
  [[nodiscard]] int begun_fd() const { return begun_.get(); }  ///< readable after begin()
  [[nodiscard]] int hurry_fd() const { return hurry_.get(); }  ///< readable after hurry()

 private:
  Ending(Fd begun, Fd hurry) : begun_(std::move(begun)), hurry_(std::move(hurry)) {}
  Fd begun_;
  Fd hurry_;
};

}  // namespace distcc
