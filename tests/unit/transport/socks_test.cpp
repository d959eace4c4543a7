// SPDX-License-Identifier: GPL-3.0-or-later
//
// The client's half of SOCKS5 against a proxy that is a script: its bytes lie in the socket before
// the conversation starts, so nothing waits.
#include "transport/socks.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/io.h"

namespace distcc {
namespace {

using namespace std::string_literals;

class Proxy : public testing::Test {
 protected:
  Proxy() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0);
    ours_ = Fd(ends[0]);
    theirs_ = Fd(ends[1]);
  }
  Result<void> ask(const std::string& proxy_says, const std::string& name = "red") {
    EXPECT_TRUE(write_all(theirs_.get(), proxy_says));
    return ask_socks_proxy(ours_, name, 3632, Deadline::after(Milliseconds(50)));
  }
  static std::string waiting_in(const Fd& socket) {
    char buffer[512];
    const ssize_t got = ::read(socket.get(), buffer, sizeof buffer);
    return got > 0 ? std::string(buffer, static_cast<std::size_t>(got)) : "";
  }
  Fd ours_;
  Fd theirs_;
};

TEST_F(Proxy, ConnectsByNameAndLeavesWhatTheHostSays) {
  const auto asked = ask("\5\0"s + "\5\0\0\1\x7f\0\0\1\x0e\x30"s + "hello");
  ASSERT_TRUE(asked) << asked.error().text;
  EXPECT_EQ(waiting_in(theirs_), "\5\1\0"s + "\5\1\0\3\3red\x0e\x30"s);
  EXPECT_EQ(waiting_in(ours_), "hello");
}

TEST_F(Proxy, TakesEachKindOfAddressInTheAnswer) {
  for (const std::string& bound :
       {"\1\0\0\0\0\0\0"s, "\4"s + std::string(18, '\0'), "\3\4blue\0\1"s}) {
    const auto asked = ask("\5\0\5\0\0"s + bound + "!");
    ASSERT_TRUE(asked) << asked.error().text;
    EXPECT_EQ(waiting_in(ours_), "!");
  }
}

TEST_F(Proxy, AnswersThatAreNoStreamAreTheHostsFault) {
  const std::pair<std::string, std::string> rows[] = {
      {"\5\xff"s, "wants a password"},
      {"HT", "does not speak SOCKS5"},
      {"\5\0\5\5\0\1\0\0\0\0\0\0"s, "refuses the connection"},
      {"\5\0\5\4\0\1\0\0\0\0\0\0"s, "name unknown"},
      {"\5\0\5\x63\0\1\0\0\0\0\0\0"s, "unknown code"},
      {"\5\0\5\0\0\7"s, "unknown kind of address"},
      {"\5\0\5\0\0\1\0"s, "did not answer in time"},
  };
  for (const auto& [says, why] : rows) {
    const auto asked = ask(says);
    ASSERT_FALSE(asked) << why;
    EXPECT_EQ(asked.error().fault, Fault::that_host);
    EXPECT_NE(asked.error().text.find(why), std::string::npos) << asked.error().text;
    while (!waiting_in(ours_).empty()) continue;
  }
}

TEST_F(Proxy, ThatHangsUpIsNotWaitedFor) {
  theirs_.reset();
  const auto asked = ask_socks_proxy(ours_, "red", 3632, Deadline::never());
  ASSERT_FALSE(asked);
  EXPECT_NE(asked.error().text.find("closed the connection"), std::string::npos);
}

TEST(SocksRequest, SendsNumbersAsNumbers) {
  EXPECT_EQ(socks_request("10.0.0.2", 3632), "\5\1\0\1\x0a\0\0\2\x0e\x30"s);
  EXPECT_EQ(socks_request("::1", 80), "\5\1\0\4"s + std::string(15, '\0') + "\1\0\x50"s);
  EXPECT_EQ(socks_request("red.example", 80), "\5\1\0\3\x0b"s + "red.example" + "\0\x50"s);
}

TEST(SocksProxyPlace, IsAPathOrAHostWithAPort) {
  EXPECT_EQ(parse_socks_proxy("/tmp/.x/socket")->socket_path, "/tmp/.x/socket");
  EXPECT_EQ(parse_socks_proxy("proxy")->host, "proxy");
  EXPECT_EQ(parse_socks_proxy("proxy")->port, 1080);
  EXPECT_EQ(parse_socks_proxy("proxy:9050")->port, 9050);
  EXPECT_EQ(parse_socks_proxy("[::1]:9050")->host, "::1");
  EXPECT_EQ(parse_socks_proxy("[::1]")->port, 1080);
  for (const char* wrong :
       {"", ":1", "proxy:", "proxy:0", "proxy:x", "proxy:70000", "[::1", "[]"}) {
    EXPECT_FALSE(parse_socks_proxy(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace distcc
