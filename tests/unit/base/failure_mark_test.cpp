// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/failure_mark.h"

#include <gtest/gtest.h>
#include <utime.h>

#include <ctime>

#include "base/files.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

class FailureMarkFile : public testing::Test {
 protected:
  FailureMarkFile() : directory_(ScratchDirectory::create("/tmp", "distcc_unit_").value()) {}
  /// Moves the time of the mark by so many seconds.
  void age(long seconds) const {
    const utimbuf times{::time(nullptr) - seconds, ::time(nullptr) - seconds};
    ASSERT_EQ(::utime(path_.c_str(), &times), 0);
  }

  ScratchDirectory directory_;
  std::string path_ = cat(directory_.path(), "/not/there/mark");
  FailureMark mark_{path_, std::chrono::seconds(60)};
};

TEST_F(FailureMarkFile, IsFreshForItsPeriodOnly) {
  EXPECT_FALSE(mark_.is_set());
  EXPECT_FALSE(mark_.is_fresh());
  ASSERT_TRUE(mark_.set());
  EXPECT_TRUE(mark_.is_set());
  EXPECT_TRUE(mark_.is_fresh());
  age(100);
  EXPECT_TRUE(mark_.is_set());
  EXPECT_FALSE(mark_.is_fresh());
  ASSERT_TRUE(mark_.set());
  EXPECT_TRUE(mark_.is_fresh());
  age(-100);
  EXPECT_FALSE(mark_.is_fresh()) << "a clock was set back";
  mark_.clear();
  EXPECT_FALSE(mark_.is_set());
}

TEST_F(FailureMarkFile, RemembersNothingWithoutPeriodOrPath) {
  const FailureMark no_period(path_, std::chrono::seconds(0));
  EXPECT_TRUE(no_period.set());
  EXPECT_FALSE(no_period.is_set());
  EXPECT_FALSE(file_exists(path_));
  const FailureMark no_path("", std::chrono::seconds(60));
  EXPECT_TRUE(no_path.set());
  EXPECT_FALSE(no_path.is_fresh());
}

TEST_F(FailureMarkFile, ThatCannotBeWrittenIsNoTrouble) {
  const FailureMark impossible("/proc/none/mark", std::chrono::seconds(60));
  EXPECT_FALSE(impossible.set());
  EXPECT_FALSE(impossible.is_fresh());
}

}  // namespace
}  // namespace distcc
