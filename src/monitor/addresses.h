// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names to addresses, within a time. The system's resolver cannot be interrupted and has its own
// idea of patience, so each try runs in a thread of its own that is left behind when it is late.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <string>
#include <vector>

namespace distcc {

/// Where a server may listen: an IPv4 or IPv6 address and a port.
struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  /// "192.0.2.1", or "[2001:db8::1]" as host lists write it.
  [[nodiscard]] std::string text() const;
  /// The first `bits` bits of both addresses are the same. Never true across families, unless no
  /// bit counts.
  [[nodiscard]] bool shares_network(const Address& other, int bits) const;
};

/// The addresses of `name` (brackets around it are dropped), best first; empty when there are
/// none, or when five tries, each begun `retry_after` after the one before, brought no answer. With
/// 0 there is one try, without limit.
std::vector<Address> look_up(const std::string& name, int port,
                             std::chrono::milliseconds retry_after);

/// `name`.`domain of this machine`, for names such as "distcc3"; nothing when no domain is known.
std::string domain_of_this_machine();

}  // namespace distcc
