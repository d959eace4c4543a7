// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/history.h"

#include <limits>
#include <numeric>

namespace distcc {

void Sample::add(Phase phase) {
  if (phase == Phase::done) return;
  std::uint16_t& count = jobs[static_cast<std::size_t>(phase)];
  if (count < std::numeric_limits<std::uint16_t>::max()) ++count;
}

std::size_t Sample::total() const {
  return std::accumulate(jobs.begin(), jobs.end(), std::size_t{0});
}

void History::push(Samples& samples, const Sample& sample) const {
  samples.push_back(sample);
  if (samples.size() > length_) samples.pop_front();
}

void History::add(const Snapshot& snapshot) {
  std::map<std::string, Sample> now;
  Sample all;
  for (const HostNow& host : snapshot.hosts) {
    Sample& sample = now[host.name];
    for (const RunningJob& job : host.jobs) {
      sample.add(job.task.phase);
      all.add(job.task.phase);
    }
  }
  for (std::size_t i = 0; i < snapshot.waiting.size(); ++i) all.add(Phase::blocked);
  looks_without_job_ = all.total() > 0 ? 0 : looks_without_job_ + 1;

  std::erase_if(hosts_, [&](const auto& known) { return !now.contains(known.first); });
  for (const auto& [name, sample] : now) {
    // A host that is new was idle before.
    Samples& samples = hosts_.try_emplace(name, all_.size()).first->second;
    push(samples, sample);
  }
  push(all_, all);
}

const Samples& History::of(const std::string& host) const {
  const auto found = hosts_.find(host);
  return found == hosts_.end() ? none_ : found->second;
}

}  // namespace distcc
