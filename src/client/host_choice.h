// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "client/world.h"
#include "hosts/host_list.h"

namespace distcc {

/// The host list of this user, in the order in which hosts are tried. Errors: no_hosts when there
/// is no list or it is empty, bad_host_specification when it cannot be understood.
Result<HostList> read_hosts(const World& world);

}  // namespace distcc
