// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which jobs belong together. Nobody tells distcc where a build begins or ends: a build is what
// has one name (DISTCC_BUILD), or else the jobs of one session with no long pause between them.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/job_record.h"

namespace distcc {

/// The longest time between two jobs of one build that has no name.
constexpr std::int64_t longest_pause = std::int64_t{60} * 1'000'000;  // µs

struct Build {
  std::string name;             ///< DISTCC_BUILD, or "SESSION-BEGAN" made up from its first job
  std::int64_t began = 0;       ///< µs since 1970
  std::int64_t ended = 0;       ///< of its last job that has ended, µs since 1970
  std::vector<JobRecord> jobs;  ///< in the order of their ends
  std::size_t dropped = 0;      ///< earlier jobs that were let go because there were too many
};

/// Collects records into builds, as they come.
class Builds {
 public:
  /// Keeps the newest `limit` builds, and of these the newest `most_jobs` jobs or a little less.
  explicit Builds(std::size_t limit = 50, std::size_t most_jobs = 100'000)
      : limit_(limit), most_jobs_(most_jobs) {}
  void add(JobRecord record);
  /// Oldest first, by the end of their last job.
  [[nodiscard]] std::span<const Build> all() const { return builds_; }
  /// The newest; null when there is none.
  [[nodiscard]] const Build* last() const { return builds_.empty() ? nullptr : &builds_.back(); }
  [[nodiscard]] const Build* called(std::string_view name) const;

 private:
  void make_room();

  std::size_t limit_;
  std::size_t most_jobs_;
  std::size_t jobs_ = 0;
  std::vector<Build> builds_;
};

/// What the jobs on one host came to.
struct HostTotals {
  std::size_t jobs = 0;
  std::int64_t busy = 0;  ///< µs of work, over all slots; waiting for one does not count
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

/// µs of the job's life that it did not wait for a slot.
std::int64_t working_time(const JobRecord& record);

struct Totals {
  std::size_t jobs = 0;
  std::size_t failed = 0;  ///< with an exit status other than 0
  std::map<Place, std::size_t> by_place;
  std::map<Outcome, std::size_t> by_outcome;
  std::map<std::string, HostTotals> by_host;  ///< "localhost" for here

  void add(const JobRecord& record);
};

Totals totals_of(std::span<const JobRecord> jobs);

}  // namespace distcc
