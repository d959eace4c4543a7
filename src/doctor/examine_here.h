// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "doctor/facts.h"
#include "doctor/finding.h"

namespace distcc {

/// What is wrong with this machine and this user's settings; the causes before the consequences.
Findings examine_here(const HereFacts& here);

/// The command that mends an entry of the host list that cannot be read: `error` as
/// parse_host_list tells it, `origin` "$DISTCC_HOSTS" or a path.
std::string mend_for_entry(const std::string& error, const std::string& origin);

}  // namespace distcc
