// SPDX-License-Identifier: GPL-3.0-or-later
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>

#include "discovery/announcer.h"

namespace distcc {
namespace {

in6_addr ipv6_of(const sockaddr& address) {
  sockaddr_in6 whole{};
  std::memcpy(&whole, &address, sizeof whole);
  return whole.sin6_addr;
}

in_addr ipv4_of(const sockaddr& address) {
  sockaddr_in whole{};
  std::memcpy(&whole, &address, sizeof whole);
  return whole.sin_addr;
}

bool same_address(const sockaddr& a, const sockaddr& b) {
  if (a.sa_family != b.sa_family) return false;
  if (a.sa_family == AF_INET) return ipv4_of(a).s_addr == ipv4_of(b).s_addr;
  const in6_addr one = ipv6_of(a);
  const in6_addr other = ipv6_of(b);
  return a.sa_family == AF_INET6 && std::memcmp(&one, &other, sizeof one) == 0;
}

/// The index of the interface that has this address; 0 when none has.
unsigned interface_of(const sockaddr& address) {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return 0;
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, &::freeifaddrs);
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr != nullptr && same_address(*entry->ifa_addr, address)) {
      return ::if_nametoindex(entry->ifa_name);
    }
  }
  return 0;
}

}  // namespace

Result<Reach> reach_of(int listening_socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  if (::getsockname(listening_socket, address, &size) != 0)
    return fail_errno("cannot be announced");
  Reach reach;
  if (address->sa_family == AF_INET) {
    const in_addr ipv4 = ipv4_of(*address);
    reach.port = ntohs(reinterpret_cast<const sockaddr_in*>(address)->sin_port);
    reach.family = Reach::Family::ipv4;
    reach.loopback = (ntohl(ipv4.s_addr) >> 24) == IN_LOOPBACKNET;
    if (ipv4.s_addr != INADDR_ANY) reach.interface = interface_of(*address);
    return reach;
  }
  if (address->sa_family != AF_INET6) {
    return fail(Fault::this_machine, ExitCode::failed, "it does not listen for TCP");
  }
  const in6_addr ipv6 = ipv6_of(*address);
  reach.port = ntohs(reinterpret_cast<const sockaddr_in6*>(address)->sin6_port);
  reach.loopback = IN6_IS_ADDR_LOOPBACK(&ipv6);
  if (!IN6_IS_ADDR_UNSPECIFIED(&ipv6)) {
    reach.family = Reach::Family::ipv6;
    reach.interface = interface_of(*address);
  }
  return reach;
}

}  // namespace distcc
