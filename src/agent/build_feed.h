// SPDX-License-Identifier: GPL-3.0-or-later
//
// The journal of one DISTCC_DIR as a page sees it: builds, and counters over all of them. Nothing
// is read before somebody asks, so an agent whose page nobody opens does no work for it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "activity/builds.h"
#include "activity/journal.h"
#include "web/metrics.h"

namespace distcc {

/// What the journal came to, for Prometheus.
struct FeedCounters {
  static constexpr std::size_t most_hosts = 250;

  std::map<Outcome, std::uint64_t> outcomes;
  std::uint64_t failed = 0;  ///< jobs with an exit status other than 0
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  BoundedCounts hosts{most_hosts};  ///< jobs by the host they ran on
  DurationHistogram durations;      ///< of all jobs, without the wait for a slot

  void add(const JobRecord& record);
};

class BuildFeed {
 public:
  /// `directory` is DISTCC_DIR.
  explicit BuildFeed(std::string directory);

  /// Takes in what clients have written since.
  void read_new();

  [[nodiscard]] const std::string& directory() const { return directory_; }
  /// Differs between any two feeds, so that a page knows when its counts are of another.
  [[nodiscard]] const std::string& epoch() const { return epoch_; }
  /// Grows with every job.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  [[nodiscard]] const Builds& builds() const { return builds_; }
  [[nodiscard]] const FeedCounters& counters() const { return counters_; }
  /// Hosts that ran jobs, as the host list defines them; a bounded number.
  [[nodiscard]] const std::set<std::string>& hosts() const { return hosts_; }

 private:
  std::string directory_;
  std::string epoch_;
  JournalReader journal_;
  Builds builds_;
  FeedCounters counters_;
  std::set<std::string> hosts_;
  std::uint64_t revision_ = 0;
};

}  // namespace distcc
