// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the server takes from files beside its command line, and reads again on a HUP signal: who
// may connect, which principals and compilers are allowed, and the log file, which may have been
// rotated.
#pragma once

#include "base/environment.h"
#include "base/result.h"
#include "options/server_options.h"
#include "server/access.h"
#include "server/start_up.h"
#include "server/world.h"

namespace distcc {

/// Who may connect, as the options, ALLOWED_SERVERS and --allow-file say. An error has
/// ExitCode::bad_arguments, or no_such_file when the file cannot be read.
Result<AccessList> read_access_list(const ServerOptions& options, const AddressLookup& lookup);

/// Reads all of it anew. What cannot be had, or is wrong, is a line in the log, and what was in
/// force stays so.
void reload(const ServerOptions& options, const Environment& environment, LogDestination& log,
            World& world);

}  // namespace distcc
