// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/found_list.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "base/io.h"
#include "base/scratch.h"
#include "hosts/host_list.h"
#include "hosts/lock_directory.h"

namespace distcc {
namespace {

TEST(FoundList, LinesThatStockReadsToo) {
  EXPECT_EQ(line_of({"10.0.0.1", 3632, 8, false, false}), "10.0.0.1:3632/8\n");
  EXPECT_EQ(line_of({"fd00::1", 4000, 2, false, false}), "[fd00::1]:4000/2\n");
  EXPECT_EQ(line_of({"10.0.0.1", 3632, 8, true, true}), "10.0.0.1:3632/8 # takes lzo,cpp\n");
}

TEST(FoundList, OptionsOfTheCommentAreUsed) {
  const std::string list = line_of({"10.0.0.1", 3632, 8, true, true}) +
                           line_of({"fe80::1%eth0", 1, 2, true, false}) + "10.0.0.3:3632/4\n";
  EXPECT_EQ(entries_of(list),
            "10.0.0.1:3632/8,lzo,cpp\n[fe80::1%eth0]:1/2,lzo\n10.0.0.3:3632/4\n\n");
  const auto parsed = parse_host_list("+zeroconf", entries_of(list), 1);
  ASSERT_TRUE(parsed) << parsed.error().text;
  ASSERT_EQ(parsed->hosts.size(), 3U);
  EXPECT_TRUE(parsed->hosts[0].cpp && parsed->hosts[0].lzo && parsed->hosts[0].found);
  EXPECT_EQ(parsed->hosts[1].name, "fe80::1%eth0");
  EXPECT_FALSE(parsed->hosts[2].lzo);
}

TEST(FoundList, UnknownOffersArePassedOver) {
  EXPECT_EQ(entries_of("a:1/2 # takes tls,lzo"), "a:1/2,lzo\n");
  EXPECT_EQ(entries_of("a:1/2 # takes cpp"), "a:1/2\n");
  EXPECT_EQ(entries_of("a:1/2 # about something"), "a:1/2 # about something\n");
}

TEST(FoundList, IsKeptByWhoHasTheLock) {
  const auto place = ScratchDirectory::create(temporary_directory(), "found_list_");
  const FoundList list(place->path());
  EXPECT_FALSE(list.is_kept());
  EXPECT_EQ(list.read().error().code, ExitCode::no_such_file);
  auto ready = make_pipe();
  auto end = make_pipe();
  const pid_t keeper = ::fork();
  if (keeper == 0) {
    const auto lock = LockDirectory(list.directory()).lock(FoundList::lock_name);
    (void)replace_file(list.hosts_path(), "a:1/2\n");
    (void)write_all(ready->write_end.get(), lock && *lock ? "y" : "n");
    char byte = 0;
    end->write_end.reset();
    (void)!::read(end->read_end.get(), &byte, 1);
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready->read_end.get(), &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  EXPECT_TRUE(list.is_kept());
  EXPECT_EQ(*list.read(), "a:1/2\n");
  end->write_end.reset();
  ASSERT_EQ(::waitpid(keeper, nullptr, 0), keeper);
  EXPECT_FALSE(list.is_kept());
}

}  // namespace
}  // namespace distcc
