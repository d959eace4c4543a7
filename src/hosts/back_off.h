// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

#include "hosts/host_list.h"

namespace distcc {

/// Remembers which hosts failed lately, in files that stock distcc reads and writes too
/// (distcc-compat.md 5.6). A period of 0 remembers nothing.
class BackOff {
 public:
  /// `directory` is DISTCC_DIR.
  BackOff(std::string directory, std::chrono::seconds period);

  void failed(const Host& host) const;
  void worked(const Host& host) const;
  [[nodiscard]] bool is_backed_off(const Host& host) const;

 private:
  std::string lock_directory_;
  std::chrono::seconds period_;
};

}  // namespace distcc
