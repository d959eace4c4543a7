// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every host is looked at by a thread of its own, all at once, within one time: names, connection,
// access, compilers, pump mode. A name server or a host that does not answer cannot be interrupted,
// so a thread that is late is left behind, and what it has found so far is what counts.
#pragma once

#include <vector>

#include "base/clock.h"
#include "doctor/facts.h"

namespace distcc {

/// The facts of each host of `here.list`, in its order.
std::vector<HostFacts> look_at_hosts(const HereFacts& here, Deadline deadline);

}  // namespace distcc
