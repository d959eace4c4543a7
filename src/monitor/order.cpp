// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/order.h"

#include <algorithm>

namespace distcc {

std::vector<const HostNow*> ordered_hosts(const Snapshot& snapshot, bool busiest_first) {
  std::vector<const HostNow*> hosts;
  for (const HostNow& host : snapshot.hosts) hosts.push_back(&host);
  if (busiest_first) {
    std::stable_sort(hosts.begin(), hosts.end(), [](const HostNow* a, const HostNow* b) {
      return a->jobs.size() > b->jobs.size();
    });
  }
  return hosts;
}

std::vector<const RunningJob*> ordered_jobs(const Snapshot& snapshot) {
  std::vector<const RunningJob*> jobs;
  for (const HostNow& host : snapshot.hosts) {
    for (const RunningJob& job : host.jobs) jobs.push_back(&job);
  }
  std::stable_sort(jobs.begin(), jobs.end(), [](const RunningJob* a, const RunningJob* b) {
    return a->seconds.value_or(0) > b->seconds.value_or(0);
  });
  for (const RunningJob& job : snapshot.waiting) jobs.push_back(&job);
  return jobs;
}

std::vector<std::pair<Outcome, std::size_t>> ordered_outcomes(const Totals& totals) {
  std::vector<std::pair<Outcome, std::size_t>> outcomes(totals.by_outcome.begin(),
                                                        totals.by_outcome.end());
  std::stable_sort(outcomes.begin(), outcomes.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return outcomes;
}

}  // namespace distcc
