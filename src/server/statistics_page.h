// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "server/machine_state.h"
#include "server/statistics.h"
#include "server/stream.h"

namespace distcc {

/// The HTTP answer in the words of stock distccd (distcc-compat.md 6.8), with a line for each kind
/// of refusal at the end. `jobs` is the value of --jobs.
std::string statistics_page(const Statistics::Counts& counts, const MachineState& machine,
                            int jobs);

/// Answers one HTTP client, whatever it asks, within seconds.
void serve_statistics(const Statistics& statistics, MachineWatch& machine, int jobs,
                      Stream& stream);

}  // namespace distcc
