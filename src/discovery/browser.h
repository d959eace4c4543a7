// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps the list of DISTCC_DIR/zeroconf/hosts (hosts/found_list.h) as the network has it, under the
// lock that stock clients and other agents respect. While the Avahi daemon is away the list stays
// what it was: servers do not go because it does.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace distcc {

class Browser {
 public:
  /// Takes the lock and begins to look for servers whose cc equals the one on `search_path`.
  /// Nothing when another process keeps the list; an error when this build has no Zeroconf, there
  /// is no cc, or the directory cannot be written.
  static Result<std::unique_ptr<Browser>> start(const std::string& distcc_directory,
                                                const std::string& search_path);
  virtual ~Browser() = default;

  /// Waits until there is a list to read. An error says why there will be none for now.
  virtual Result<void> wait_for_list(Deadline deadline) = 0;
  /// Is the lock that it holds still the one that others look at?
  [[nodiscard]] virtual bool is_keeper() const = 0;
  /// When somebody last looked at the list.
  [[nodiscard]] virtual Clock::time_point last_read() const = 0;
};

}  // namespace distcc
