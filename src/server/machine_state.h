// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"

namespace distcc {

/// What the statistics page says about the machine, beside the server's own counters.
struct MachineState {
  std::array<double, 3> load{};  ///< averages over 1, 5 and 15 minutes
  long processes_in_disk_wait = 0;
  long largest_rss_kb = 0;
  std::string largest_rss_name = "none";
  long io_rate = -1;  ///< KB read and written a second since the last look; -1 at the first
  long free_space_mb = 0;
  long free_memory_mb = 0;
};

/// Looks at the machine through /proc. Thread-safe.
class MachineWatch {
 public:
  /// `directory` is where free space is looked for.
  explicit MachineWatch(std::string directory) : directory_(std::move(directory)) {}
  MachineState look();

 private:
  struct DiskTraffic {
    Clock::time_point moment;
    long kilobytes;
  };
  std::string directory_;
  std::mutex mutex_;
  std::optional<DiskTraffic> last_;
};

}  // namespace distcc
