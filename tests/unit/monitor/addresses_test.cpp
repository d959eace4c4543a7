// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/addresses.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

Address address(const std::string& text) {
  const auto found = look_up(text, 3632, std::chrono::milliseconds(500));
  EXPECT_EQ(found.size(), 1u) << text;
  return found.empty() ? Address() : found.front();
}

TEST(Addresses, NumericOnesNeedNoResolver) {
  EXPECT_EQ(address("192.0.2.7").text(), "192.0.2.7");
  EXPECT_EQ(address("2001:db8::7").text(), "[2001:db8::7]");
  EXPECT_EQ(address("[2001:db8::7]").text(), "[2001:db8::7]");
}

TEST(Addresses, LocalhostIsFound) {
  const auto found = look_up("localhost", 3632, std::chrono::milliseconds(0));
  ASSERT_FALSE(found.empty());
  EXPECT_TRUE(found[0].text() == "127.0.0.1" || found[0].text() == "[::1]");
}

TEST(Addresses, NonsenseHasNone) {
  EXPECT_TRUE(look_up("two words", 3632, std::chrono::milliseconds(500)).empty());
}

struct NetworkCase {
  const char* one;
  const char* other;
  int bits;
  bool shared;
};

class SharedNetwork : public ::testing::TestWithParam<NetworkCase> {};

TEST_P(SharedNetwork, IsComparedBitByBit) {
  const NetworkCase& row = GetParam();
  EXPECT_EQ(address(row.one).shares_network(address(row.other), row.bits), row.shared);
  EXPECT_EQ(address(row.other).shares_network(address(row.one), row.bits), row.shared);
}

INSTANTIATE_TEST_SUITE_P(Networks, SharedNetwork,
                         ::testing::Values(NetworkCase{"10.0.0.1", "192.168.0.1", 0, true},
                                           NetworkCase{"10.0.0.1", "::1", 0, true},
                                           NetworkCase{"10.0.0.1", "::1", 1, false},
                                           NetworkCase{"10.0.0.1", "10.0.0.2", 24, true},
                                           NetworkCase{"10.0.0.1", "10.0.1.1", 24, false},
                                           NetworkCase{"10.0.0.1", "10.0.0.2", 30, true},
                                           NetworkCase{"10.0.0.1", "10.0.0.0", 31, true},
                                           NetworkCase{"10.0.0.1", "10.0.0.2", 31, false},
                                           NetworkCase{"10.0.0.1", "138.0.0.1", 1, false},
                                           NetworkCase{"2001:db8::1", "2001:db9::1", 31, true},
                                           NetworkCase{"2001:db8::1", "2001:dba::1", 31, false}));

}  // namespace
}  // namespace distcc
