// SPDX-License-Identifier: GPL-3.0-or-later
//
// The present client root and those before it, which stay for clients that still read them.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "agent/client_root.h"
#include "base/clock.h"

namespace distcc {

struct MirrorStatistics {
  std::size_t files = 0;
  std::size_t bytes = 0;
  unsigned roots = 0;  ///< made so far
};

class Mirror {
 public:
  /// Client roots are made below `base`.
  explicit Mirror(std::string base) : base_(std::move(base)) {}

  /// As ClientRoot::hold, never root_outdated. Safe to call from several threads.
  Result<ClientRoot::Verdict> hold(const MirrorPlan& plan, std::vector<std::string>& paths);

  MirrorStatistics statistics();

 private:
  struct Former {
    ClientRoot root;
    Clock::time_point left;
  };
  Result<void> take_new_root();

  std::string base_;
  std::mutex mutex_;
  std::vector<ClientRoot> present_;  ///< one, or none yet
  std::vector<Former> former_;
  unsigned made_ = 0;
};

}  // namespace distcc
