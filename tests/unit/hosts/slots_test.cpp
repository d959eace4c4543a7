// SPDX-License-Identifier: GPL-3.0-or-later
//
// Slots are about other processes, so most cases here fork. A child tells what it did through a
// pipe. The longest time between two looks is an hour: a wake-up that is missed hangs the case,
// and the alarm ends it.
#include "hosts/slots.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/io.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::chrono::hours never_looks_again{1};

/// A forked process that runs `story` with a pipe to us and one from us; killed when dropped.
class Other {
 public:
  using Story = std::function<void(int to_test, int from_test)>;
  explicit Other(const Story& story) {
    Pipe up = *make_pipe();
    Pipe down = *make_pipe();
    pid_ = ::fork();
    if (pid_ == 0) {
      up.read_end.reset();
      down.write_end.reset();
      ::alarm(50);
      story(up.write_end.get(), down.read_end.get());
      ::_exit(0);
    }
    from_ = std::move(up.read_end);
    to_ = std::move(down.write_end);
  }
  ~Other() { end(SIGKILL); }
  Other(Other&&) = delete;

  /// The next byte that it writes; 0 at its end.
  char hear() const {
    char byte = 0;
    return ::read(from_.get(), &byte, 1) == 1 ? byte : '\0';
  }
  /// It has written nothing yet.
  [[nodiscard]] bool is_silent() const {
    pollfd readable{from_.get(), POLLIN, 0};
    return ::poll(&readable, 1, 0) == 0;
  }
  void tell() const { ASSERT_EQ(::write(to_.get(), "g", 1), 1); }
  void end(int signal_number) {
    if (pid_ <= 0) return;
    ::kill(pid_, signal_number);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
  Fd from_;
  Fd to_;
};

void say(int fd, char byte) {
  (void)!::write(fd, &byte, 1);
}
void listen_to(int fd) {
  char byte = 0;
  (void)!::read(fd, &byte, 1);
}

/// The process is blocked in the kernel (state S in /proc).
bool is_asleep(pid_t pid) {
  const auto status = read_file(cat("/proc/", pid, "/stat"), 4096);
  return status && status->find(") S ") != std::string::npos;
}

class SlotsTest : public testing::Test {
 protected:
  SlotsTest() { ::alarm(50); }
  ~SlotsTest() override { ::alarm(0); }

  Slots open() const { return *Slots::open(case_.path(), never_looks_again); }
  static std::vector<Host> hosts(const std::string& text) {
    std::vector<Host> list;
    for (const std::string& entry : split_words(text)) list.push_back(*parse_host(entry));
    return list;
  }
  /// Claims until nothing is free: "0.0 1.0 0.1", host.slot.
  static std::string claim_all(Slots& slots, const std::vector<Host>& list) {
    std::vector<Claim> claims;
    std::vector<std::string> words;
    while (auto claim = *slots.try_claim(list)) {
      words.push_back(cat(claim->host(), ".", claim->slot()));
      claims.push_back(std::move(*claim));
    }
    return join(words, " ");
  }
  /// A process that claims from `list`, says 'c', and keeps it until told.
  Other::Story holder(const std::string& list) const {
    return [this, list](int to_test, int from_test) {
      Slots slots = open();
      const auto claim = slots.claim(hosts(list));
      say(to_test, claim ? 'c' : 'e');
      listen_to(from_test);
    };
  }
  [[nodiscard]] bool lock_file_exists(const std::string& name) const {
    return file_exists(cat(case_.path(), "/lock/", name));
  }

  ScratchDirectory case_ = *ScratchDirectory::create(temporary_directory(), "slots_");
};

TEST_F(SlotsTest, FillsSlotZeroOfEveryHostFirst) {
  Slots slots = open();
  EXPECT_EQ(claim_all(slots, hosts("a/2 b/3 c/1")), "0.0 1.0 2.0 0.1 1.1 1.2");
}

TEST_F(SlotsTest, LeavesOutHostsThatCannotBeUsed) {
  Slots slots = open();
  EXPECT_EQ(claim_all(slots, hosts("a,down b/1 c/-3")), "1.0");
}

TEST_F(SlotsTest, NoUsableHostIsAnErrorOfItsOwn) {
  Slots slots = open();
  const auto claim = slots.claim(hosts("a,down b/-1"));
  ASSERT_FALSE(claim);
  EXPECT_EQ(claim.error().code, ExitCode::no_hosts);
  EXPECT_FALSE(slots.try_claim({})->has_value());
}

TEST_F(SlotsTest, TwoEntriesOfOneHostShareItsSlots) {
  Slots slots = open();
  EXPECT_EQ(claim_all(slots, hosts("a:9/2 a:9/3,lzo a/1")), "0.0 2.0 0.1 1.2");
}

TEST_F(SlotsTest, FilesAreCalledAsStockDistccCallsThem) {
  Slots slots = open();
  claim_all(slots, hosts("h:9/2 u@h:cmd/1 localhost/2 [::1]/1"));
  for (const char* name : {"cpu_tcp_h_9_0", "cpu_tcp_h_9_1", "cpu_ssh_h_0", "cpu_localhost_0",
                           "cpu_localhost_1", "cpu_tcp_::1_3632_0"}) {
    EXPECT_TRUE(lock_file_exists(name)) << name;
  }
  EXPECT_FALSE(lock_file_exists("cpu_tcp_h_9_2"));
}

TEST_F(SlotsTest, FilesAreOpenToAllTheUmaskAllows) {
  Slots slots = open();
  const mode_t before = ::umask(002);
  claim_all(slots, hosts("h:9/1"));
  ::umask(before);
  struct stat status {};
  ASSERT_EQ(::stat(cat(case_.path(), "/lock/cpu_tcp_h_9_0").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0664U);
  EXPECT_EQ(status.st_size, 0);
}

TEST_F(SlotsTest, NothingIsMadeBeforeTheFirstClaim) {
  Slots slots = open();
  EXPECT_FALSE(file_exists(case_.path() + "/lock"));
}

TEST_F(SlotsTest, WithoutADirectoryThereAreNoSlots) {
  EXPECT_FALSE(Slots::open("", never_looks_again));
}

TEST_F(SlotsTest, ADirectoryThatCannotBeMadeIsAnError) {
  ASSERT_TRUE(replace_file(case_.path() + "/file", ""));
  Slots slots = *Slots::open(case_.path() + "/file", never_looks_again);
  EXPECT_FALSE(slots.try_claim(hosts("a")));
  EXPECT_FALSE(slots.claim(hosts("a")));
}

TEST_F(SlotsTest, ADroppedClaimIsFreeAgain) {
  Slots slots = open();
  EXPECT_EQ((*slots.try_claim(hosts("a/1")))->slot(), 0);
  EXPECT_EQ((*slots.try_claim(hosts("a/1")))->slot(), 0);
}

TEST_F(SlotsTest, AMovedClaimIsStillHeld) {
  Slots slots = open();
  Claim first = *slots.claim(hosts("a/2"));
  Claim second = *slots.claim(hosts("a/2"));
  first = std::move(second);  // gives slot 0 back, keeps slot 1
  EXPECT_EQ(first.slot(), 1);
  EXPECT_EQ(slots.claim(hosts("a/2"))->slot(), 0);
}

TEST_F(SlotsTest, OneProcessDoesNotGetTheSameSlotTwice) {
  Slots slots = open();
  const Claim host = *slots.claim(hosts("localhost/1"));
  const Claim local = *slots.claim_local(2);
  EXPECT_EQ(local.slot(), 1);
  // Looking at what it holds must not have dropped the lock, as closing a descriptor would.
  Other other([this](int to_test, int) {
    Slots others = open();
    say(to_test, *others.try_claim(hosts("localhost/2")) ? 'y' : 'n');
  });
  EXPECT_EQ(other.hear(), 'n');
}

TEST_F(SlotsTest, LocalSlotsHaveNoHost) {
  Slots slots = open();
  const Claim first = *slots.claim_local(2);
  const Claim second = *slots.claim_local(2);
  EXPECT_EQ(first.host(), -1);
  EXPECT_EQ(first.slot(), 0);
  EXPECT_EQ(second.slot(), 1);
  EXPECT_TRUE(lock_file_exists("cpu_localhost_1"));
}

TEST_F(SlotsTest, WhatAnotherProcessHoldsIsNotFree) {
  Other other(holder("a/2"));
  ASSERT_EQ(other.hear(), 'c');
  Slots slots = open();
  EXPECT_EQ(claim_all(slots, hosts("a/2")), "0.1");
}

TEST_F(SlotsTest, WhatStockHoldsIsNotFree) {
  // Stock distcc locks the whole file for writing with a descriptor that it opened for writing.
  ASSERT_TRUE(make_directories(case_.path() + "/lock"));
  Other stock([this](int to_test, int from_test) {
    const int file =
        ::open((case_.path() + "/lock/cpu_tcp_a_3632_0").c_str(), O_WRONLY | O_CREAT, 0666);
    struct flock range {};
    range.l_type = F_WRLCK;
    say(to_test, ::fcntl(file, F_SETLK, &range) == 0 ? 'c' : 'e');
    listen_to(from_test);
  });
  ASSERT_EQ(stock.hear(), 'c');
  Slots slots = open();
  EXPECT_EQ(claim_all(slots, hosts("a/2")), "0.1");
}

TEST_F(SlotsTest, AWaiterIsWokenWhenTheSlotIsGivenBack) {
  Other first(holder("a/1"));
  ASSERT_EQ(first.hear(), 'c');
  Other second(holder("a/1"));
  while (!is_asleep(second.pid())) ::sched_yield();
  EXPECT_TRUE(second.is_silent());
  first.tell();
  EXPECT_EQ(second.hear(), 'c');
}

TEST_F(SlotsTest, AWaiterIsWokenPromptlyWhenTheHolderIsKilled) {
  Other first(holder("a/1"));
  ASSERT_EQ(first.hear(), 'c');
  Other second(holder("a/1"));
  while (!is_asleep(second.pid())) ::sched_yield();
  first.end(SIGKILL);
  EXPECT_EQ(second.hear(), 'c');  // long before the holder's pause of an hour is over
}

TEST_F(SlotsTest, WaitersOfDifferentListsAreBothWoken) {
  Other first(holder("a/1"));
  Other second(holder("b/1"));
  ASSERT_EQ(first.hear(), 'c');
  ASSERT_EQ(second.hear(), 'c');
  Other third(holder("a/1 b/1"));
  Other fourth(holder("b/1 a/1"));
  while (!is_asleep(third.pid()) || !is_asleep(fourth.pid())) ::sched_yield();
  first.tell();
  second.tell();
  EXPECT_EQ(third.hear(), 'c');
  EXPECT_EQ(fourth.hear(), 'c');
}

TEST_F(SlotsTest, WhenTheFirstWaiterIsKilledTheNextTakesItsPlace) {
  Other first(holder("a/1"));
  ASSERT_EQ(first.hear(), 'c');
  Other second(holder("a/1"));
  while (!is_asleep(second.pid())) ::sched_yield();
  Other third(holder("a/1"));
  while (!is_asleep(third.pid())) ::sched_yield();
  second.end(SIGKILL);
  first.tell();
  EXPECT_EQ(third.hear(), 'c');
}

/// Locks the byte of a shared file that says how many are at work: true when `limit` allow it.
class AtWork {
 public:
  AtWork(const std::string& path, int limit) : file_(::open(path.c_str(), O_RDWR | O_CREAT, 0666)) {
    for (int i = 0; i < limit && place_ < 0; ++i) {
      struct flock range = byte(i, F_WRLCK);
      if (::fcntl(file_.get(), F_OFD_SETLK, &range) == 0) place_ = i;
    }
  }
  [[nodiscard]] bool allowed() const { return place_ >= 0; }

 private:
  static struct flock byte(int at, int type) {
    struct flock range {};
    range.l_type = static_cast<short>(type);
    range.l_start = at;
    range.l_len = 1;
    return range;
  }
  Fd file_;
  int place_ = -1;
};

TEST_F(SlotsTest, SixtyFourWaitersForTwoSlotsAllFinishNeverThreeAtOnce) {
  constexpr int waiters = 64;
  const std::string counter = case_.path() + "/at_work";
  std::vector<std::unique_ptr<Other>> others;
  for (int i = 0; i < waiters; ++i) {
    others.push_back(std::make_unique<Other>([&](int to_test, int) {
      Slots slots = open();
      const auto claim = slots.claim(hosts("a/1 b/1"));
      const AtWork at_work(counter, 2);
      for (int turn = 0; turn < 100; ++turn) ::sched_yield();
      say(to_test, claim && at_work.allowed() ? 'c' : 'e');
    }));
  }
  for (const auto& other : others) EXPECT_EQ(other->hear(), 'c');
}

TEST_F(SlotsTest, LocalAndHostWaitersShareTheLocalSlots) {
  Other first(holder("localhost/1"));
  ASSERT_EQ(first.hear(), 'c');
  Other second([this](int to_test, int) {
    Slots slots = open();
    say(to_test, slots.claim_local(1) ? 'c' : 'e');
  });
  while (!is_asleep(second.pid())) ::sched_yield();
  EXPECT_TRUE(second.is_silent());
  first.tell();
  EXPECT_EQ(second.hear(), 'c');
}

}  // namespace
}  // namespace distcc
