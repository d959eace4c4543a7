// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "activity/builds.h"

namespace distcc {

/// The build as a trace in the JSON form that Perfetto and chrome://tracing open: a process for
/// each host, a thread for each of its slots, and every job with its phases.
std::string trace_of(const Build& build);

}  // namespace distcc
