// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/world.h"
#include "command/rewrite.h"

namespace distcc {

/// What commands for hosts are written with: this run's directory, settings and PATH.
RemoteNames names_for_hosts(const World& world);

}  // namespace distcc
