// SPDX-License-Identifier: GPL-3.0-or-later
#include "discovery/found_servers.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"

namespace distcc {
namespace {

constexpr int ipv4 = 0;
constexpr int ipv6 = 1;

FoundServer at(const std::string& address) {
  return {address, 3632, 4, false, false};
}

TEST(FoundServers, OneServerIsListedOnce) {
  FoundServers servers;
  servers.put({"red", 2, ipv6}, at("fe80::1%eth0"));
  EXPECT_EQ(servers.list("me"), "[fe80::1%eth0]:3632/4\n");
  servers.put({"red", 3, ipv6}, at("fd00::1"));
  EXPECT_EQ(servers.list("me"), "[fd00::1]:3632/4\n");
  servers.put({"red", 2, ipv4}, at("10.0.0.1"));
  EXPECT_EQ(servers.list("me"), "10.0.0.1:3632/4\n");
  servers.remove({"red", 2, ipv4});
  EXPECT_EQ(servers.list("me"), "[fd00::1]:3632/4\n");
}

TEST(FoundServers, AnAddressMayChange) {
  FoundServers servers;
  servers.put({"red", 2, ipv4}, at("10.0.0.1"));
  servers.put({"red", 2, ipv4}, at("10.0.0.9"));
  EXPECT_EQ(servers.list("me"), "10.0.0.9:3632/4\n");
}

TEST(FoundServers, OwnMachineComesLastByItsOwnAddress) {
  FoundServers servers;
  servers.put({"blue", 1, ipv4}, at("127.0.0.1"));
  servers.put({"blue", 2, ipv4}, at("10.0.0.2"));
  for (const char* name : {"a", "b", "c", "d"}) servers.put({name, 2, ipv4}, at(name));
  const std::string text = servers.list("blue");
  EXPECT_TRUE(text.ends_with("\n127.0.0.1:3632/4\n")) << text;
  EXPECT_EQ(split_fields(text, '\n').size(), 6U);
}

TEST(FoundServers, ClientsBeginWithDifferentServersAndStayWithThem) {
  FoundServers servers;
  for (int i = 0; i < 8; ++i) servers.put({cat("s", i), 2, ipv4}, at(cat("10.0.0.", i)));
  std::set<std::string> first;
  for (int client = 0; client < 32; ++client) {
    const std::string text = servers.list(cat("client", client));
    EXPECT_EQ(text, servers.list(cat("client", client)));
    first.insert(text.substr(0, text.find('\n')));
  }
  EXPECT_GE(first.size(), 4U);
}

}  // namespace
}  // namespace distcc
