// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scratch.h"

#include <dirent.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "base/files.h"
#include "base/io.h"

namespace distcc {
namespace {

class OutputFileTest : public testing::Test {
 protected:
  /// How many files there are in the case's directory.
  [[nodiscard]] int files() const {
    int count = -2;  // "." and ".."
    DIR* directory = ::opendir(case_.path().c_str());
    while (::readdir(directory) != nullptr) ++count;
    ::closedir(directory);
    return count;
  }
  ScratchDirectory case_ = *ScratchDirectory::create(temporary_directory(), "scratch_");
  std::string target_ = case_.path() + "/a.o";
};

TEST_F(OutputFileTest, CommitPutsItInPlace) {
  OutputFile file = *OutputFile::create(target_);
  ASSERT_TRUE(write_all(file.fd(), "object"));
  EXPECT_FALSE(file_exists(target_));
  ASSERT_TRUE(file.commit());
  EXPECT_EQ(*read_file(target_, 100), "object");
  EXPECT_EQ(files(), 1);
}

TEST_F(OutputFileTest, DroppedItIsGoneAndTheOldStays) {
  ASSERT_TRUE(replace_file(target_, "old"));
  {
    OutputFile file = *OutputFile::create(target_);
    ASSERT_TRUE(write_all(file.fd(), "half"));
  }
  EXPECT_EQ(*read_file(target_, 100), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(OutputFileTest, CommitReplacesTheOld) {
  ASSERT_TRUE(replace_file(target_, "old"));
  OutputFile file = *OutputFile::create(target_);
  ASSERT_TRUE(write_all(file.fd(), "new"));
  ASSERT_TRUE(file.commit());
  EXPECT_EQ(*read_file(target_, 100), "new");
}

TEST_F(OutputFileTest, AMovedOneIsCommittedOnce) {
  OutputFile first = *OutputFile::create(target_);
  OutputFile second = std::move(first);
  ASSERT_TRUE(second.commit());
  EXPECT_TRUE(file_exists(target_));
  EXPECT_EQ(files(), 1);
}

TEST_F(OutputFileTest, TheUmaskDecidesItsMode) {
  const mode_t before = ::umask(027);
  OutputFile file = *OutputFile::create(target_);
  ::umask(before);
  ASSERT_TRUE(file.commit());
  struct stat status {};
  ASSERT_EQ(::stat(target_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640U);
}

TEST_F(OutputFileTest, ADeviceIsWrittenDirectlyAndStays) {
  {
    OutputFile file = *OutputFile::create("/dev/null");
    ASSERT_TRUE(write_all(file.fd(), "object"));
    ASSERT_TRUE(file.commit());
  }
  struct stat status {};
  ASSERT_EQ(::stat("/dev/null", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode));
}

TEST_F(OutputFileTest, ThereMustBeADirectory) {
  EXPECT_FALSE(OutputFile::create(case_.path() + "/missing/a.o"));
}

TEST(ScratchDirectoryTest, IsRemovedWithItsContent) {
  std::string path;
  {
    const auto directory = ScratchDirectory::create(temporary_directory(), "scratch_");
    ASSERT_TRUE(directory);
    path = directory->path();
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0700U);
    ASSERT_TRUE(make_directories(path + "/a/b"));
    ASSERT_TRUE(replace_file(path + "/a/f", "x"));
  }
  EXPECT_FALSE(file_exists(path));
}

TEST(ScratchDirectoryTest, StaysWhenKept) {
  std::string path;
  {
    auto directory = *ScratchDirectory::create(temporary_directory(), "scratch_");
    directory.keep();
    path = directory.path();
  }
  EXPECT_TRUE(file_exists(path));
  remove_tree(path);
}

TEST(ScratchDirectoryTest, IsRemovedOnceWhenMoved) {
  auto first = *ScratchDirectory::create(temporary_directory(), "scratch_");
  const std::string path = first.path();
  {
    const ScratchDirectory second = std::move(first);
    EXPECT_EQ(second.path(), path);
    EXPECT_TRUE(file_exists(path));
  }
  EXPECT_FALSE(file_exists(path));
}

TEST(ScratchDirectoryTest, NeedsItsParent) {
  EXPECT_FALSE(ScratchDirectory::create("/missing/directory", "x_"));
}

}  // namespace
}  // namespace distcc
