// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace distcc {

/// An IP address. IPv4 is kept in its IPv4-mapped IPv6 form, so that a client means the same
/// whether it came through an IPv4 or a dual-stack socket.
class Address {
 public:
  /// From "10.0.0.1" or "fe80::1"; nothing for anything else.
  static std::optional<Address> parse(const std::string& literal);
  /// Nothing when the socket address is not of IP.
  static std::optional<Address> of(const sockaddr_storage& socket_address);

  [[nodiscard]] bool is_ipv4() const;
  [[nodiscard]] bool is_loopback() const;
  /// Do the first `bits` of the 128 agree?
  [[nodiscard]] bool agrees_with(const Address& other, int bits) const;
  [[nodiscard]] std::string text() const;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

/// Who is at the other end of a socket.
struct Peer {
  /// "10.0.0.1:51234", "[fe80::1]:51234", "UNIX-DOMAIN " or "NOTSOCKET", as logs show it.
  std::string text;
  std::optional<Address> address;
};

Peer peer_of(const sockaddr_storage& socket_address);
/// Asks the kernel about the other end of `fd`.
Peer peer_of(int fd);

}  // namespace distcc
