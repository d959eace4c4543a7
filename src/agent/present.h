// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "agent/build_document.h"

namespace distcc {

/// What the clients of the feed's directory do now, and which of its hosts are left out.
Present look_around(const BuildFeed& feed);

}  // namespace distcc
