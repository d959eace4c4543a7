// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "monitor/snapshot.h"

namespace distcc {

/// The hosts as a table shows them: in the order of the list, or the busiest first. Hosts that are
/// equally busy stay in the order of the list, so that rows do not jump without a reason.
std::vector<const HostNow*> ordered_hosts(const Snapshot& snapshot, bool busiest_first);

/// All jobs, the slowest first, since these are what a build waits for in the end; then who waits
/// for a slot.
std::vector<const RunningJob*> ordered_jobs(const Snapshot& snapshot);

/// Outcomes with their counts, the commonest first.
std::vector<std::pair<Outcome, std::size_t>> ordered_outcomes(const Totals& totals);

}  // namespace distcc
