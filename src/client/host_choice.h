// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "client/world.h"
#include "hosts/host_list.h"

namespace distcc {

/// The host list of this user, in the order in which hosts are tried. Errors: no_hosts when there
/// is no list, gone when servers on the network cannot be looked for, bad_host_specification when
/// the list is empty or cannot be understood.
Result<HostList> read_hosts(const World& world);

/// What such an error means for a job.
Reason reason_without_hosts(const Error& error);

}  // namespace distcc
