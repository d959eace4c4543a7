// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "server/server_facts.h"
#include "server/stream.h"

namespace distcc {

/// The HTTP answer in the words of stock distccd (distcc-compat.md 6.8), with a line for each kind
/// of refusal at the end. `jobs` is the value of --jobs.
std::string statistics_page(const Statistics::Counts& counts, const MachineState& machine,
                            int jobs);

/// Answers one HTTP client within seconds: as stock distccd does, with the same page whatever it
/// asks or however it asks it, but for /metrics, which are for Prometheus.
void serve_statistics(const std::function<ServerFacts()>& look, Stream& stream);

}  // namespace distcc
