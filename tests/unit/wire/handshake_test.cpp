// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/handshake.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace distcc {
namespace {

/// Feeds `bytes` in pieces of at most `step`, as long as the reader wants any; the bytes left over.
Result<std::string_view> feed_in_steps(HandshakeTokenReader& reader, std::string_view bytes,
                                       std::size_t step) {
  while (!bytes.empty() && !reader.complete()) {
    const std::size_t size = std::min({step, reader.wanted(), bytes.size()});
    TRY(reader.feed(bytes.substr(0, size)));
    bytes.remove_prefix(size);
  }
  return bytes;
}

TEST(Handshake, FrameIsLengthAndToken) {
  EXPECT_EQ(handshake_frame("abc"), "TLEN00000003abc");
  EXPECT_EQ(handshake_frame(std::string(300, 'x')).substr(0, 14), "TLEN0000012cxx");
}

TEST(Handshake, ReadsATokenInPiecesOfAnySize) {
  const std::string token(1000, 't');
  for (const std::size_t step : {1, 3, 11, 12, 13, 4096}) {
    HandshakeTokenReader reader;
    const auto left = feed_in_steps(reader, handshake_frame(token), step);
    ASSERT_TRUE(left) << left.error().text;
    EXPECT_TRUE(reader.complete());
    EXPECT_EQ(reader.token(), token);
    EXPECT_EQ(reader.wanted(), 0U);
  }
}

TEST(Handshake, LeavesWhatFollowsTheToken) {
  HandshakeTokenReader reader;
  const std::string bytes = handshake_frame("token") + "yDIST00000001";
  const auto left = feed_in_steps(reader, bytes, 4096);
  ASSERT_TRUE(left);
  EXPECT_EQ(*left, "yDIST00000001");
}

TEST(Handshake, TakesTheLargestTokenAndNoLarger) {
  const auto read = [](std::size_t size) {
    HandshakeTokenReader reader;
    const std::string frame = handshake_frame(std::string(size, 'x'));
    const auto fed = feed_in_steps(reader, frame, 4096);
    return fed.has_value() && reader.complete();
  };
  EXPECT_TRUE(read(most_handshake_token_bytes));
  EXPECT_FALSE(read(most_handshake_token_bytes + 1));
}

TEST(Handshake, RefusesWhatIsNone) {
  for (const std::string_view header :
       {"TLEN00000000", "TLENffffffff", "TLENx0000001", "DIST00000001", "************"}) {
    HandshakeTokenReader reader;
    const auto fed = reader.feed(header);
    ASSERT_FALSE(fed) << header;
    EXPECT_EQ(fed.error().fault, Fault::protocol);
  }
}

TEST(Handshake, RefusesMoreThanItWants) {
  HandshakeTokenReader reader;
  EXPECT_FALSE(reader.feed("TLEN00000001x"));
}

}  // namespace
}  // namespace distcc
