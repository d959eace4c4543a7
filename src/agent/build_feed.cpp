// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/build_feed.h"

#include <unistd.h>

#include <chrono>
#include <utility>

#include "base/clock.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::size_t most_builds = 50;

std::string new_epoch() {
  static_assert(Clock::is_steady);
  return cat(::getpid(), '-', Clock::now().time_since_epoch().count());
}

}  // namespace

void FeedCounters::add(const JobRecord& record) {
  ++outcomes[record.outcome];
  if (record.exit_code != 0) ++failed;
  sent += record.sent;
  received += record.received;
  hosts.add(record.host);
  durations.record(static_cast<double>(working_time(record)) / 1e6);
}

BuildFeed::BuildFeed(std::string directory)
    : directory_(std::move(directory)),
      epoch_(new_epoch()),
      journal_(directory_),
      builds_(most_builds) {}

void BuildFeed::read_new() {
  for (JobRecord& record : journal_.read_new()) {
    counters_.add(record);
    if (hosts_.size() < FeedCounters::most_hosts) hosts_.insert(record.host);
    builds_.add(std::move(record));
    ++revision_;
  }
}

}  // namespace distcc
