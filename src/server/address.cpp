// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace distcc {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

template <class SocketAddress>
SocketAddress as(const sockaddr_storage& storage) {
  SocketAddress address{};
  std::memcpy(&address, &storage, sizeof address);
  return address;
}

int port_of(const sockaddr_storage& storage) {
  if (storage.ss_family == AF_INET) return ntohs(as<sockaddr_in>(storage).sin_port);
  return ntohs(as<sockaddr_in6>(storage).sin6_port);
}

}  // namespace

std::optional<Address> Address::parse(const std::string& literal) {
  Address address;
  if (::inet_pton(AF_INET6, literal.c_str(), address.bytes_.data()) == 1) return address;
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.bytes_.begin());
  if (::inet_pton(AF_INET, literal.c_str(), address.bytes_.data() + 12) == 1) return address;
  return std::nullopt;
}

std::optional<Address> Address::of(const sockaddr_storage& socket_address) {
  Address address;
  if (socket_address.ss_family == AF_INET6) {
    const auto ipv6 = as<sockaddr_in6>(socket_address);
    std::memcpy(address.bytes_.data(), &ipv6.sin6_addr, 16);
    return address;
  }
  if (socket_address.ss_family != AF_INET) return std::nullopt;
  const auto ipv4 = as<sockaddr_in>(socket_address);
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.bytes_.begin());
  std::memcpy(address.bytes_.data() + 12, &ipv4.sin_addr, 4);
  return address;
}

bool Address::is_ipv4() const {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes_.begin());
}

bool Address::is_loopback() const {
  if (is_ipv4()) return bytes_[12] == 127;
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto byte) { return byte == 0; }) &&
         bytes_[15] == 1;
}

bool Address::agrees_with(const Address& other, int bits) const {
  for (std::size_t i = 0; i < bytes_.size() && bits > 0; ++i, bits -= 8) {
    const unsigned mask = bits >= 8 ? 0xffU : 0xffU << (8 - bits);
    if (((bytes_[i] ^ other.bytes_[i]) & mask & 0xffU) != 0) return false;
  }
  return true;
}

std::string Address::text() const {
  char text[INET6_ADDRSTRLEN] = "";
  if (is_ipv4()) {
    ::inet_ntop(AF_INET, bytes_.data() + 12, text, sizeof text);
  } else {
    ::inet_ntop(AF_INET6, bytes_.data(), text, sizeof text);
  }
  return text;
}

Peer peer_of(const sockaddr_storage& socket_address) {
  Peer peer{"UNIX-DOMAIN ", Address::of(socket_address)};
  if (!peer.address) return peer;
  const bool brackets = !peer.address->is_ipv4();
  peer.text = cat(brackets ? "[" : "", peer.address->text(), brackets ? "]:" : ":",
                  port_of(socket_address));
  return peer;
}

Peer peer_of(int fd) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&storage), &size) != 0) {
    return {"NOTSOCKET", std::nullopt};
  }
  return peer_of(storage);
}

}  // namespace distcc
