// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/world.h"

namespace distcc {

/// Answers one of distcc's own options: --help, --version, --show-hosts, -j, --show-config,
/// --explain, --agent-status, --agent-stop. The exit status (distcc-compat.md 1.1).
int answer_own_option(const World& world);

}  // namespace distcc
