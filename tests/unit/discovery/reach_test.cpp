// SPDX-License-Identifier: GPL-3.0-or-later
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sys/socket.h>

#include "base/fd.h"
#include "discovery/announcer.h"

namespace distcc {
namespace {

/// Bound to any free port of the address; empty when this machine has no such address.
Fd bound_to(const char* address) {
  sockaddr_in6 ipv6{};
  sockaddr_in ipv4{};
  ipv6.sin6_family = AF_INET6;
  ipv4.sin_family = AF_INET;
  const bool six = ::inet_pton(AF_INET6, address, &ipv6.sin6_addr) == 1;
  if (!six) ::inet_pton(AF_INET, address, &ipv4.sin_addr);
  Fd socket(::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto* place =
      six ? reinterpret_cast<const sockaddr*>(&ipv6) : reinterpret_cast<const sockaddr*>(&ipv4);
  const socklen_t size = six ? sizeof ipv6 : sizeof ipv4;
  return socket && ::bind(socket.get(), place, size) == 0 ? std::move(socket) : Fd();
}

TEST(Reach, OfEveryAddress) {
  const Fd ipv4 = bound_to("0.0.0.0");
  const auto reach = reach_of(ipv4.get());
  ASSERT_TRUE(reach);
  EXPECT_GT(reach->port, 0);
  EXPECT_EQ(reach->family, Reach::Family::ipv4);
  EXPECT_EQ(reach->interface, 0U);
  EXPECT_FALSE(reach->loopback);
  if (const Fd ipv6 = bound_to("::")) {
    EXPECT_EQ(reach_of(ipv6.get())->family, Reach::Family::both);
  }
}

TEST(Reach, OfOneAddress) {
  const Fd ipv4 = bound_to("127.0.0.1");
  const auto reach = reach_of(ipv4.get());
  ASSERT_TRUE(reach);
  EXPECT_TRUE(reach->loopback);
  EXPECT_EQ(reach->interface, ::if_nametoindex("lo"));
  if (const Fd ipv6 = bound_to("::1")) {
    EXPECT_TRUE(reach_of(ipv6.get())->loopback);
    EXPECT_EQ(reach_of(ipv6.get())->family, Reach::Family::ipv6);
  }
}

TEST(Reach, OfWhatIsNoNetworkSocket) {
  const Fd local(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_FALSE(reach_of(local.get()));
}

}  // namespace
}  // namespace distcc
