// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/back_off.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <ctime>

#include "base/files.h"
#include "base/scratch.h"

namespace distcc {
namespace {

using std::chrono::seconds;

class BackOffTest : public testing::Test {
 protected:
  /// Makes the host's failure `age` seconds old.
  void set_age(const std::string& name, long age) {
    const timeval moment{::time(nullptr) - age, 0};
    const timeval times[2] = {moment, moment};
    ASSERT_EQ(::utimes((case_.path() + "/lock/" + name).c_str(), times), 0);
  }
  ScratchDirectory case_ = *ScratchDirectory::create(temporary_directory(), "back_off_");
  Host tcp_ = *parse_host("h:9");
  Host ssh_ = *parse_host("u@h");
  Host local_ = *parse_host("localhost");
  BackOff back_off_{case_.path(), seconds(60)};
};

TEST_F(BackOffTest, RemembersAFailureInStocksFile) {
  EXPECT_FALSE(back_off_.is_backed_off(tcp_));
  back_off_.failed(tcp_);
  EXPECT_TRUE(back_off_.is_backed_off(tcp_));
  EXPECT_EQ(*read_file(case_.path() + "/lock/backoff_tcp_h_9_0", 10), "x");
}

TEST_F(BackOffTest, NamesSshHostsWithoutUser) {
  back_off_.failed(ssh_);
  EXPECT_TRUE(file_exists(case_.path() + "/lock/backoff_ssh_h_0"));
  EXPECT_FALSE(back_off_.is_backed_off(tcp_));
}

TEST_F(BackOffTest, SuccessForgets) {
  back_off_.failed(tcp_);
  back_off_.worked(tcp_);
  EXPECT_FALSE(back_off_.is_backed_off(tcp_));
  EXPECT_FALSE(file_exists(case_.path() + "/lock/backoff_tcp_h_9_0"));
}

TEST_F(BackOffTest, JustNowIsSecondsAgo) {
  EXPECT_FALSE(back_off_.failed_just_now(tcp_));
  back_off_.failed(tcp_);
  EXPECT_TRUE(back_off_.failed_just_now(tcp_));
  set_age("backoff_tcp_h_9_0", 10);
  EXPECT_FALSE(back_off_.failed_just_now(tcp_));
  EXPECT_TRUE(back_off_.is_backed_off(tcp_));
}

TEST_F(BackOffTest, ThePeriodEnds) {
  back_off_.failed(tcp_);
  set_age("backoff_tcp_h_9_0", 50);
  EXPECT_TRUE(back_off_.is_backed_off(tcp_));
  set_age("backoff_tcp_h_9_0", 61);
  EXPECT_FALSE(back_off_.is_backed_off(tcp_));
}

TEST_F(BackOffTest, ASecondFailureBeginsThePeriodAnew) {
  back_off_.failed(tcp_);
  set_age("backoff_tcp_h_9_0", 61);
  back_off_.failed(tcp_);
  EXPECT_TRUE(back_off_.is_backed_off(tcp_));
}

TEST_F(BackOffTest, AFailureFarInTheFutureIsAClockThatWasWrong) {
  back_off_.failed(tcp_);
  set_age("backoff_tcp_h_9_0", -86400);
  EXPECT_FALSE(back_off_.is_backed_off(tcp_));
}

TEST_F(BackOffTest, APeriodOfZeroRemembersNothing) {
  const BackOff none(case_.path(), seconds(0));
  none.failed(tcp_);
  EXPECT_FALSE(file_exists(case_.path() + "/lock/backoff_tcp_h_9_0"));
  EXPECT_FALSE(none.is_backed_off(tcp_));
}

TEST_F(BackOffTest, WithoutADirectoryNothingIsRemembered) {
  const BackOff none("", seconds(60));
  none.failed(tcp_);
  EXPECT_FALSE(none.is_backed_off(tcp_));
}

TEST_F(BackOffTest, ThisMachineIsNeverBackedOff) {
  back_off_.failed(local_);
  EXPECT_FALSE(back_off_.is_backed_off(local_));
  EXPECT_FALSE(file_exists(case_.path() + "/lock/backoff_localhost_0"));
}

}  // namespace
}  // namespace distcc
