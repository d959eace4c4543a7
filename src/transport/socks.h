// SPDX-License-Identifier: GPL-3.0-or-later
//
// SOCKS5 (RFC 1928), as much as it takes to reach a host through a proxy that asks for no password.
// Portage compiles in a network namespace that has no way out but such a proxy, on a Unix socket;
// it sets DISTCC_SOCKS_PROXY.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"

namespace distcc {

/// Where a proxy listens: the path of a Unix socket, or a host and a port.
struct SocksProxy {
  std::string socket_path;
  std::string host;
  int port = 1080;
};

/// Reads the value of DISTCC_SOCKS_PROXY: /PATH, HOST or HOST:PORT, an IPv6 address in brackets.
Result<SocksProxy> parse_socks_proxy(std::string_view text);

/// The bytes that ask for a stream to `name`. A name is the proxy's to resolve: where there is no
/// way out, there are no name servers either.
std::string socks_request(const std::string& name, int port);

/// Asks the proxy at the other end of `socket` for a stream to a host. When this returns, what is
/// sent goes to the host, and nothing of what it sent has been read. Errors are Fault::that_host.
Result<void> ask_socks_proxy(const Fd& socket, const std::string& name, int port,
                             Deadline deadline);

}  // namespace distcc
