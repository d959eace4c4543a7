// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "agent/answer.h"
#include "agent/build_document.h"
#include "agent/build_feed.h"

namespace distcc {

/// For Prometheus: the jobs of the journal, what runs now, and what the agent itself did.
std::string agent_metrics(const FeedCounters& counters, const Present& present,
                          const Answerer::Statistics& agent);

}  // namespace distcc
