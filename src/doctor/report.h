// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "doctor/facts.h"
#include "doctor/finding.h"

namespace distcc {

/// The findings with the worst first; those that are equally bad keep their order.
Findings worst_first(Findings findings);

/// Something is wrong; notes do not count.
bool has_problems(const Findings& findings);

/// A line for each finding, with the command that mends it, and one line that sums up.
std::string report_text(const HereFacts& here, const std::vector<HostFacts>& hosts,
                        const Findings& findings, double seconds);

/// The same, and what was found out about each host, as JSON.
std::string report_json(const HereFacts& here, const std::vector<HostFacts>& hosts,
                        const Findings& findings, double seconds);

}  // namespace distcc
