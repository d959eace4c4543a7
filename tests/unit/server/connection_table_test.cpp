// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/connection_table.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"
#include "server/client_watch.h"

namespace distcc {
namespace {

struct Pair {
  Fd server;
  Fd client;
};

Pair connected() {
  int ends[2] = {-1, -1};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

bool at_end(const Fd& socket) {
  char byte = 0;
  return ::read(socket.get(), &byte, 1) == 0;
}

TEST(ConnectionTable, LetsGoOfTheOneThatHasBeenSilentLongest) {
  ConnectionTable table;
  const Pair first = connected();
  const Pair second = connected();
  ConnectionTable::Entry older(table, first.server.get());
  ConnectionTable::Entry newer(table, second.server.get());
  older.connection().note_progress();  // the newer one is now silent for longer
  EXPECT_TRUE(table.let_go_most_silent());
  EXPECT_TRUE(newer.connection().was_let_go());
  EXPECT_TRUE(at_end(second.server));
  EXPECT_FALSE(older.connection().was_let_go());
  EXPECT_FALSE(at_end(first.server));
}

TEST(ConnectionTable, LetsGoOfEachOnce) {
  ConnectionTable table;
  const Pair pair = connected();
  ConnectionTable::Entry only(table, pair.server.get());
  EXPECT_TRUE(table.let_go_most_silent());
  EXPECT_FALSE(table.let_go_most_silent());
}

TEST(ConnectionTable, KeepsWhoseRequestIsWhole) {
  ConnectionTable table;
  const Pair pair = connected();
  ConnectionTable::Entry working(table, pair.server.get());
  working.connection().note_stage(Stage::waiting);
  EXPECT_FALSE(table.let_go_most_silent());
  EXPECT_FALSE(at_end(pair.server));
}

TEST(ConnectionTable, ShowsRequestsButNoReadersOfStatistics) {
  ConnectionTable table;
  const Pair first = connected();
  const Pair second = connected();
  ConnectionTable::Entry reader(table, first.server.get());
  ConnectionTable::Entry client(table, second.server.get(), "10.0.0.1:5000");
  client.connection().note_compiler("gcc");
  client.connection().note_stage(Stage::compiling);
  const auto requests = table.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].client, "10.0.0.1:5000");
  EXPECT_EQ(requests[0].compiler, "gcc");
  EXPECT_EQ(requests[0].stage, Stage::compiling);
}

TEST(ConnectionTable, WhoWasLetGoCanStillBeAnswered) {
  ConnectionTable table;
  const Pair pair = connected();
  ConnectionTable::Entry only(table, pair.server.get());
  table.let_go_most_silent();
  EXPECT_EQ(::send(pair.server.get(), "x", 1, MSG_NOSIGNAL), 1);
  char byte = 0;
  EXPECT_EQ(::read(pair.client.get(), &byte, 1), 1);
}

short events_of(const ClientWatch& watch) {
  pollfd entry = watch.entry();
  ::poll(&entry, 1, 0);
  return entry.revents;
}

TEST(ClientWatch, NoticesThatAClientCloses) {
  Pair pair = connected();
  ClientWatch watch(pair.server.get());
  EXPECT_EQ(events_of(watch), 0);
  pair.client.reset();
  EXPECT_TRUE(watch.is_gone(events_of(watch)));
}

TEST(ClientWatch, IgnoresStrayBytesAndPastABoundDoesNotReadThem) {
  Pair pair = connected();
  ClientWatch watch(pair.server.get());
  const std::string stray(4096, 'x');
  for (int i = 0; i < 16; ++i) {
    ASSERT_EQ(::write(pair.client.get(), stray.data(), stray.size()), 4096);
    ASSERT_FALSE(watch.is_gone(events_of(watch)));
  }
  ASSERT_EQ(::write(pair.client.get(), stray.data(), stray.size()), 4096);
  EXPECT_EQ(events_of(watch), 0);
  pair.client.reset();
  EXPECT_TRUE(watch.is_gone(events_of(watch)));
}

}  // namespace
}  // namespace distcc
