// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "doctor/facts.h"
#include "doctor/finding.h"

namespace distcc {

/// What is wrong with the hosts, one after the other in the order of the list.
Findings examine_hosts(const HereFacts& here, const std::vector<HostFacts>& hosts);

/// A host that takes jobs: everything that was asked for it compiles as here.
bool is_well(const HereFacts& here, const HostFacts& host);

}  // namespace distcc
