// SPDX-License-Identifier: GPL-3.0-or-later
//
// The client's side of mutual authentication with an ",auth" host, before its request.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "transport/connection.h"

namespace distcc {

/// How long a host may take; the library's own talk with the ticket server is not counted.
struct HandshakePatience {
  Milliseconds greeting{4000};  ///< a host that wants no authentication says nothing at all
  Milliseconds token{10'000};
};

/// What the host that `socket` is connected to is called in its realm: the name of its address.
Result<std::string> name_of_peer(int socket);

/// Proves who we are to the service `principal` on `host_name` (see SecurityContext::initiate), and
/// has it proven who that is. Errors have ExitCode::authentication_failed, ::access_denied when the
/// host does not want this user, or ::timed_out; those of Fault::this_machine are not the host's
/// doing.
Result<void> authenticate(Connection& connection, const std::string& principal,
                          const std::string& host_name, const HandshakePatience& patience = {});

}  // namespace distcc
