// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/world.h"
#include "hosts/host.h"
#include "transport/connect.h"

namespace distcc {

/// How this run reaches a host: its time-outs, proxy, ssh and principal. `slot` is the job's there.
ConnectSettings connect_settings(const World& world, const Host& host, int slot);

}  // namespace distcc
