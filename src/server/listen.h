// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace distcc {

struct ListenSettings {
  std::string address;  ///< literal or name; empty: every address of this machine
  int port = 0;         ///< 0: any free one
  bool defer_accept = true;
};

/// A listening TCP socket. Without an address it takes IPv6 and IPv4 where the machine has both.
/// Errors have ExitCode::bind_failed.
Result<Fd> listen_on(const ListenSettings& settings);

/// "ADDRESS:PORT" that the socket is bound to.
std::string bound_address(int socket);

}  // namespace distcc
