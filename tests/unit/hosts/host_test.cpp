// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/host.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "base/text.h"

namespace distcc {
namespace {

/// What was understood, in one line: "tcp h 3632 /4 lzo cpp".
std::string describe(const Host& host) {
  std::string line;
  if (host.way == Host::Way::local) line = cat("local /", host.slots);
  if (host.way == Host::Way::tcp) line = cat("tcp ", host.name, " ", host.port, " /", host.slots);
  if (host.way == Host::Way::ssh) {
    line = cat("ssh ", host.user, "@", host.name, " ", host.remote_command, "/", host.slots);
  }
  if (host.lzo) line += " lzo";
  if (host.cpp) line += " cpp";
  if (host.down) line += " down";
  if (host.auth) line += cat(" auth=", host.auth_name);
  return line;
}

struct Row {
  std::string entry;
  std::string understood;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.entry;
}

class GoodEntry : public testing::TestWithParam<Row> {};

TEST_P(GoodEntry, IsUnderstood) {
  const auto host = parse_host(GetParam().entry);
  ASSERT_TRUE(host) << GetParam().entry << ": " << host.error().text;
  EXPECT_EQ(describe(*host), GetParam().understood) << GetParam().entry;
  EXPECT_EQ(host->definition, GetParam().entry);
}

const std::vector<Row> good_entries = {
    {"h", "tcp h 3632 /4"},
    {"h/3", "tcp h 3632 /3"},
    {"h/+3", "tcp h 3632 /3"},
    {"h/010", "tcp h 3632 /10"},
    {"h/-1", "tcp h 3632 /-1"},
    {"h/2147483647", "tcp h 3632 /2147483647"},
    {"h:80", "tcp h 80 /4"},
    {"h:080", "tcp h 80 /4"},
    {"h:1", "tcp h 1 /4"},
    {"h:65535", "tcp h 65535 /4"},
    {"h:5/7", "tcp h 5 /7"},
    {"h/3:5", "tcp h 5 /3"},
    {"h/3:5/7", "tcp h 5 /7"},
    {"h/3=5", "tcp h 3632 /5"},
    {"h:80=3", "tcp h 80 /3"},
    {"h/3/4", "tcp h 3632 /4"},
    {"h,lzo", "tcp h 3632 /4 lzo"},
    {"h,lzo,cpp", "tcp h 3632 /4 lzo cpp"},
    {"h,cpp,lzo", "tcp h 3632 /4 lzo cpp"},
    {"h,down", "tcp h 3632 /4 down"},
    {"h,auth", "tcp h 3632 /4 auth="},
    {"h,auth=", "tcp h 3632 /4 auth="},
    {"h,auth=a.b", "tcp h 3632 /4 auth=a.b"},
    {"h,auth=a,lzo", "tcp h 3632 /4 lzo auth=a"},
    {"h/3:80,lzo", "tcp h 80 /3 lzo"},
    {"h:3632/8,lzo,cpp", "tcp h 3632 /8 lzo cpp"},
    {"h,lzo/8", "tcp h 3632 /8 lzo"},
    {"h,lzo:80", "tcp h 80 /4 lzo"},
    {"10.0.0.1:99/2", "tcp 10.0.0.1 99 /2"},
    {"h=3", "tcp h=3 3632 /4"},
    {"\xc3\xa9", "tcp \xc3\xa9 3632 /4"},
    {"localhost", "local /2"},
    {"localhost/3", "local /3"},
    {"localhost/-2", "local /-2"},
    {"localhost/3,lzo", "local /3"},
    {"localhost/2:80", "local /2"},
    {"localhost,lzo", "tcp localhost 3632 /4 lzo"},
    {"localhost:3632", "tcp localhost 3632 /4"},
    {"localhostx", "tcp localhostx 3632 /4"},
    {"localhost=3", "tcp localhost=3 3632 /4"},
    {"127.0.0.1", "tcp 127.0.0.1 3632 /4"},
    {"[::1]", "tcp ::1 3632 /4"},
    {"[::1]:80", "tcp ::1 80 /4"},
    {"[::1]/3", "tcp ::1 3632 /3"},
    {"[::1]=3", "tcp ::1 3632 /3"},
    {"[::1]:80/3,lzo", "tcp ::1 80 /3 lzo"},
    {"[fe80::1%eth0]:80", "tcp fe80::1%eth0 80 /4"},
    {"[h]", "tcp h 3632 /4"},
    {"@h", "ssh @h /4"},
    {"u@h", "ssh u@h /4"},
    {"u@h/3", "ssh u@h /3"},
    {"u@h:cmd", "ssh u@h cmd/4"},
    {"u@h/3:cmd", "ssh u@h cmd/3"},
    {"u@h:cmd/3", "ssh u@h cmd/3/4"},
    {"u@h:22", "ssh u@h 22/4"},
    {"u@h:", "ssh u@h /4"},
    {"u@h:/usr/bin/distccd,lzo", "ssh u@h /usr/bin/distccd/4 lzo"},
    {"u@h,lzo", "ssh u@h /4 lzo"},
    {"u@h,lzo/3", "ssh u@h /3 lzo"},
    {"u@h,lzo,cpp", "ssh u@h /4 lzo cpp"},
    {"@h,lzo:cmd", "ssh @h cmd/4 lzo"},
    {"u@[::1]", "ssh u@::1 /4"},
    {"u@[::1]:cmd", "ssh u@::1 cmd/4"},
    {"localhost@h", "ssh localhost@h /4"},
    {"@localhost", "ssh @localhost /4"},
};

INSTANTIATE_TEST_SUITE_P(Host, GoodEntry, testing::ValuesIn(good_entries));

class BadEntry : public testing::TestWithParam<Row> {};

TEST_P(BadEntry, IsRefusedWithAReason) {
  const auto host = parse_host(GetParam().entry);
  ASSERT_FALSE(host) << GetParam().entry << " was taken for " << describe(*host);
  EXPECT_EQ(host.error().code, ExitCode::bad_host_specification);
  EXPECT_NE(host.error().text.find(GetParam().understood), std::string::npos)
      << GetParam().entry << ": " << host.error().text;
}

const std::vector<Row> bad_entries = {
    {"h/", "not a number of slots"},
    {"h/0", "\"0\" is not a number of slots"},
    {"h/x", "\"x\" is not a number of slots"},
    {"h/3x", "\"3x\" is not a number of slots"},
    {"h/+-3", "\"+-3\" is not a number of slots"},
    {"h/0x10", "not a number of slots"},
    {"h/99999999999", "not a number of slots"},
    {"h/99999999999999999999999", "not a number of slots"},
    {"h/3/", "not a number of slots"},
    {"h:", "not a port"},
    {"h:/3", "not a port"},
    {"h:0", "not a port"},
    {"h:-1", "not a port"},
    {"h:65536", "not a port"},
    {"h:99999", "\"99999\" is not a port (1 to 65535)"},
    {"h:x", "not a port"},
    {"h:80x", "not a port"},
    {"h,", "not an option"},
    {"h,,lzo", "not an option"},
    {"h,foo", "\",foo\" is not an option"},
    {"h,LZO", "not an option"},
    {"h,lzo2", "not an option"},
    {"h,lzoXYZ", "not an option"},
    {"h,lzocpp", "not an option"},
    {"h,authx", "not an option"},
    {"h,cpp", "requires compression"},
    {"u@h,cpp", "requires compression"},
    {"u@h:c,foo", "not an option"},
    {"localhost/", "not a number of slots"},
    {"localhost/x", "not a number of slots"},
    {"localhost/0", "not a number of slots"},
    {"localhost/3x", "not a number of slots"},
    {"@", "name of the host is missing"},
    {"u@", "name of the host is missing"},
    {"u@/3", "name of the host is missing"},
    {"u@-h", "cannot begin"},
    {"-u@h", "cannot begin"},
    {"u@h@x\x01", "control character"},
    {":80", "name of the host is missing"},
    {"/3", "name of the host is missing"},
    {",lzo", "name of the host is missing"},
    {"[]", "name of the host is missing"},
    {"::1", "needs brackets"},
    {"fe80::1", "needs brackets"},
    {"[::1", "not closed"},
    {"[a/b]", "not closed"},
    {"[::1]x", "after the name"},
    {"[::1]]", "after the name"},
    {"http://h", "not a port"},
    {"tcp:h", "not a port"},
    {"a\x7f", "control character"},
};

INSTANTIATE_TEST_SUITE_P(Host, BadEntry, testing::ValuesIn(bad_entries));

TEST(HostLockName, IsThatOfStockDistcc) {
  const std::vector<Row> rows = {
      {"h", "tcp_h_3632"},          {"h/3:09", "tcp_h_9"},      {"H:9", "tcp_H_9"},
      {"[::1]:9", "tcp_::1_9"},     {"localhost", "localhost"}, {"localhost:9", "tcp_localhost_9"},
      {"localhost/8", "localhost"}, {"u@h/3:cmd", "ssh_h"},     {"@h,lzo", "ssh_h"},
  };
  for (const Row& row : rows) EXPECT_EQ(parse_host(row.entry)->lock_name(), row.understood);
}

TEST(HostUsable, NeedsSlotsAndMustNotBeDown) {
  EXPECT_TRUE(parse_host("h")->usable());
  EXPECT_FALSE(parse_host("h,down")->usable());
  EXPECT_FALSE(parse_host("h/-1")->usable());
}

}  // namespace
}  // namespace distcc
