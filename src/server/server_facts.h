// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "server/connection_table.h"
#include "server/machine_state.h"
#include "server/statistics.h"

namespace distcc {

/// All that the page and the metrics show, at one moment.
struct ServerFacts {
  std::string host;  ///< what the machine calls itself
  std::chrono::system_clock::time_point started;
  std::chrono::system_clock::time_point now;
  int jobs = 0;   ///< compilers that may run at once
  int queue = 0;  ///< requests that may wait
  Statistics::Counts counts;
  std::vector<std::uint64_t> history;  ///< as Statistics::history()
  std::vector<LiveRequest> requests;
  MachineState machine;
};

/// For the page, as JSON.
std::string document_of(const ServerFacts& facts);
/// For Prometheus.
std::string metrics_of(const ServerFacts& facts);

}  // namespace distcc
