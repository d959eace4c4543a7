// SPDX-License-Identifier: GPL-3.0-or-later
//
// With --auth: finds out who a client is, before it may send a request.
#pragma once

#include <memory>
#include <string>
#include "base/expected.h"

#include "auth/security_context.h"
#include "base/result.h"
#include "options/server_options.h"
#include "server/principal_list.h"
#include "server/refusal.h"
#include "server/stream.h"

namespace distcc {

/// What a server with --auth needs.
struct Authentication {
  ServiceCredentials credentials;
  CurrentPrincipalRules rules;
};

/// Prepares what the options ask for; empty without --auth. Call it as the user that the server
/// runs as: the keytab is read now. An error has ExitCode::authentication_failed.
Result<std::unique_ptr<Authentication>> prepare_authentication(const ServerOptions& options);

/// The whole handshake with one client, by `deadline`: its name, "alice@REALM". A client that
/// begins with something else is refused as authentication_missing, and what it said can still be
/// read from the stream.
expected<std::string, Refusal> authenticate(const Authentication& authentication, Stream& stream,
                                            Deadline deadline);

}  // namespace distcc
