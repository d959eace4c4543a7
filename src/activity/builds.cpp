// SPDX-License-Identifier: GPL-3.0-or-later
#include "activity/builds.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace distcc {
namespace {

bool belongs_to(const JobRecord& record, const Build& build) {
  if (!record.build.empty()) return record.build == build.name;
  const JobRecord& other = build.jobs.back();
  return other.build.empty() && other.session == record.session &&
         record.began <= build.ended + longest_pause;
}

}  // namespace

/// The oldest build goes, or the older half of the only one.
void Builds::make_room() {
  Build& oldest = builds_.front();
  if (builds_.size() > 1) {
    jobs_ -= oldest.jobs.size();
    builds_.erase(builds_.begin());
    return;
  }
  const std::size_t half = oldest.jobs.size() / 2;
  oldest.jobs.erase(oldest.jobs.begin(), oldest.jobs.begin() + static_cast<std::ptrdiff_t>(half));
  oldest.dropped += half;
  jobs_ -= half;
}

void Builds::add(JobRecord record) {
  if (jobs_ >= most_jobs_ && jobs_ > 1) make_room();
  ++jobs_;
  auto build = std::find_if(builds_.rbegin(), builds_.rend(),
                            [&](const Build& known) { return belongs_to(record, known); });
  if (build == builds_.rend()) {
    if (builds_.size() >= limit_) {
      jobs_ -= builds_.front().jobs.size();
      builds_.erase(builds_.begin());
    }
    std::string name =
        record.build.empty() ? cat(record.session, '-', record.began / 1'000'000) : record.build;
    builds_.push_back({std::move(name), record.began, record.ended(), {std::move(record)}, 0});
    return;
  }
  build->began = std::min(build->began, record.began);
  build->ended = std::max(build->ended, record.ended());
  build->jobs.push_back(std::move(record));
  std::rotate(std::prev(build.base()), build.base(), builds_.end());
}

const Build* Builds::called(std::string_view name) const {
  const auto found = std::find_if(builds_.begin(), builds_.end(),
                                  [&](const Build& build) { return build.name == name; });
  return found == builds_.end() ? nullptr : &*found;
}

std::int64_t working_time(const JobRecord& record) {
  std::int64_t waited = 0;
  for (std::size_t i = 0; i < record.spans.size(); ++i) {
    if (record.spans[i].phase != Phase::blocked) continue;
    const bool last = i + 1 == record.spans.size();
    waited += (last ? record.lasted : record.spans[i + 1].from) - record.spans[i].from;
  }
  return std::clamp<std::int64_t>(record.lasted - waited, 0, record.lasted);
}

void Totals::add(const JobRecord& record) {
  ++jobs;
  if (record.exit_code != 0) ++failed;
  ++by_place[row_of(record.outcome).place];
  ++by_outcome[record.outcome];
  HostTotals& host = by_host[record.host];
  ++host.jobs;
  host.busy += working_time(record);
  host.sent += record.sent;
  host.received += record.received;
}

Totals totals_of(std::span<const JobRecord> jobs) {
  Totals totals;
  for (const JobRecord& job : jobs) totals.add(job);
  return totals;
}

}  // namespace distcc
