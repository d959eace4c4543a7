// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the page of the builder is told. It asks every second and says what it has already, so that
// it hears of each job once; a long build comes in pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "agent/build_feed.h"
#include "wire/task_state.h"

namespace distcc {

struct BuildQuestion {
  std::string wanted;      ///< the build to show; empty: the newest
  std::string epoch;       ///< of the feed that the rest is about
  std::string have_of;     ///< the build whose jobs the page has
  std::size_t have = 0;    ///< how many of them
  std::uint64_t seen = 0;  ///< the revision at the last answer
};

/// A compile that runs now.
struct RunningJob {
  TaskState task;
  std::int64_t age = 0;  ///< ms since its client began
};

/// What changes without a line in the journal.
struct Present {
  std::int64_t now = 0;  ///< ms since 1970
  std::vector<RunningJob> running;
  std::vector<std::string> left_out;  ///< hosts that failed lately
};

/// Jobs in one answer, at most.
constexpr std::size_t most_jobs_each = 2000;

/// A JSON document. A job in it is an array, see build.js.
std::string build_document(const BuildFeed& feed, const Present& present,
                           const BuildQuestion& question);

}  // namespace distcc
