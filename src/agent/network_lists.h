// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "discovery/browser.h"

namespace distcc {

/// The lists of servers on the network that this agent keeps, one for each DISTCC_DIR that a client
/// named. Safe to use from several threads.
class NetworkLists {
 public:
  /// Sees to it that the list there is kept, and waits a moment for its first servers. An error
  /// says why there is no list.
  Result<void> keep(const std::string& directory);
  /// From here on another agent is to keep them.
  void give_up();
  /// When a client last looked at one of them; the beginning of time when there is none.
  [[nodiscard]] Clock::time_point last_read();

 private:
  std::mutex mutex_;
  bool given_up_ = false;
  std::map<std::string, std::shared_ptr<Browser>> browsers_;
};

}  // namespace distcc
