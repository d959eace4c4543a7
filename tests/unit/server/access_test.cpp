// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/access.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

std::optional<Address> no_names(const std::string& /*name*/) {
  return std::nullopt;
}

AccessList list_of(const std::vector<std::string>& rules, bool private_networks = false) {
  auto list = AccessList::parse(rules, private_networks, no_names);
  EXPECT_TRUE(list) << list.error().text;
  return list.value_or(AccessList());
}

Address address(const std::string& text) {
  const auto parsed = Address::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Address());
}

struct MatchRow {
  const char* rule;
  const char* client;
  bool allowed;
};

class AccessMatch : public testing::TestWithParam<MatchRow> {};

TEST_P(AccessMatch, FollowsTheRule) {
  const MatchRow& row = GetParam();
  EXPECT_EQ(list_of({row.rule}).allows(address(row.client)), row.allowed)
      << row.rule << " " << row.client;
}

INSTANTIATE_TEST_SUITE_P(
    Table, AccessMatch,
    testing::Values(
        MatchRow{"10.1.2.3", "10.1.2.3", true}, MatchRow{"10.1.2.3", "10.1.2.4", false},
        MatchRow{"10.1.0.0/16", "10.1.255.255", true}, MatchRow{"10.1.0.0/16", "10.2.0.1", false},
        MatchRow{"10.1.2.99/24", "10.1.2.3", true},  // host bits do no harm
        MatchRow{"10.1.2.0/23", "10.1.3.3", true}, MatchRow{"10.1.2.0/23", "10.1.4.3", false},
        MatchRow{"0.0.0.0/0", "8.8.8.8", true}, MatchRow{"0.0.0.0/0", "::1", false},
        MatchRow{"::/0", "8.8.8.8", false}, MatchRow{"::/0", "2001:db8::1", true},
        MatchRow{"10.1.0.0/16", "::ffff:10.1.0.9", true},  // through a dual-stack socket
        MatchRow{"fe80::/10", "febf::1", true}, MatchRow{"fe80::/10", "fec0::1", false},
        MatchRow{"2001:db8::1", "2001:db8::1", true}, MatchRow{"2001:db8::1", "2001:db8::2", false},
        MatchRow{"10.0.0.1", "127.0.0.1", false}));

class BadRule : public testing::TestWithParam<const char*> {};

TEST_P(BadRule, IsABadArgument) {
  const auto list = AccessList::parse({GetParam()}, false, no_names);
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, ExitCode::bad_arguments);
}

INSTANTIATE_TEST_SUITE_P(Table, BadRule,
                         testing::Values("10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x",
                                         "::1/129", "nosuchhost", "", "/8"));

TEST(AccessList, WithoutRulesOnlyThisMachineMayConnect) {
  const AccessList list = list_of({});
  EXPECT_TRUE(list.only_this_machine());
  EXPECT_TRUE(list.allows(address("127.0.0.1")));
  EXPECT_TRUE(list.allows(address("127.3.2.1")));
  EXPECT_TRUE(list.allows(address("::1")));
  EXPECT_TRUE(list.allows(address("::ffff:127.0.0.1")));
  EXPECT_FALSE(list.allows(address("192.168.1.2")));
  EXPECT_FALSE(list.allows(address("8.8.8.8")));
  EXPECT_FALSE(list.allows(address("fe80::1")));
}

TEST(AccessList, PrivateNetworksAreAllSeven) {
  const AccessList list = list_of({}, true);
  for (const char* inside :
       {"192.168.7.7", "10.200.0.1", "172.31.255.1", "127.0.0.1", "fe80::1", "fd00::1", "::1"}) {
    EXPECT_TRUE(list.allows(address(inside))) << inside;
  }
  for (const char* outside : {"192.169.0.1", "11.0.0.1", "172.32.0.1", "2001:db8::1", "8.8.8.8"}) {
    EXPECT_FALSE(list.allows(address(outside))) << outside;
  }
}

TEST(AccessList, AnyOfSeveralRulesSuffices) {
  const AccessList list = list_of({"10.0.0.1", "10.0.0.2"});
  EXPECT_TRUE(list.allows(address("10.0.0.2")));
  EXPECT_FALSE(list.allows(address("10.0.0.3")));
}

TEST(AccessList, NamesAreLookedUpOnceAtTheStart) {
  int lookups = 0;
  const auto list = AccessList::parse({"buildhost"}, false, [&](const std::string& name) {
    ++lookups;
    return name == "buildhost" ? Address::parse("10.9.8.7") : std::nullopt;
  });
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->allows(address("10.9.8.7")));
  EXPECT_FALSE(list->allows(address("10.9.8.6")));
  EXPECT_EQ(lookups, 1);
}

TEST(AccessList, APeerWithoutAnAddressIsLocal) {
  EXPECT_TRUE(list_of({"10.0.0.1"}).allows(Peer{"UNIX-DOMAIN ", std::nullopt}));
}

TEST(Address, ShowsIpv4AndIpv6AsPeopleWriteThem) {
  EXPECT_EQ(address("::ffff:10.0.0.1").text(), "10.0.0.1");
  EXPECT_EQ(address("FE80::0001").text(), "fe80::1");
}

}  // namespace
}  // namespace distcc
