// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "base/io.h"
#include "base/paths.h"
#include "base/scratch.h"

namespace distcc {
namespace {

class FilesTest : public testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const {
    return case_.path() + "/" + name;
  }
  static mode_t mode_of(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
  }
  ScratchDirectory case_ = *ScratchDirectory::create(temporary_directory(), "files_");
};

TEST_F(FilesTest, ReadsWhatWasWritten) {
  const std::string content("a\0b\n", 4);
  ASSERT_TRUE(replace_file(path("f"), content));
  EXPECT_EQ(*read_file(path("f"), 4), content);
}

TEST_F(FilesTest, RefusesALargerFile) {
  ASSERT_TRUE(replace_file(path("f"), "12345"));
  EXPECT_FALSE(read_file(path("f"), 4));
}

TEST_F(FilesTest, TellsAMissingFileApart) {
  const auto content = read_file(path("missing"), 10);
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().code, ExitCode::no_such_file);
  EXPECT_NE(content.error().text.find("No such file"), std::string::npos);
}

TEST_F(FilesTest, ReadsNoDirectoryAndWaitsForNoPipe) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_FALSE(read_file(path("fifo"), 10));
  EXPECT_FALSE(read_file(case_.path(), 10));
}

TEST_F(FilesTest, ReplacesAsAWhole) {
  ASSERT_TRUE(replace_file(path("f"), "old"));
  ASSERT_TRUE(replace_file(path("f"), "new", 0600));
  EXPECT_EQ(*read_file(path("f"), 10), "new");
  EXPECT_EQ(mode_of(path("f")), 0600U);
}

TEST_F(FilesTest, CannotReplaceWhereThereIsNoDirectory) {
  EXPECT_FALSE(replace_file(path("no/f"), "x"));
}

TEST_F(FilesTest, AFailedReplacementLeavesNothingBehind) {
  ASSERT_TRUE(make_directories(path("d")));
  EXPECT_FALSE(replace_file(path("d"), "x"));  // a directory cannot be renamed over
  EXPECT_EQ(::rmdir(path("d").c_str()), 0);
  EXPECT_EQ(::rmdir(case_.path().c_str()), 0) << "something is left in the directory";
}

TEST_F(FilesTest, MakesMissingParents) {
  ASSERT_TRUE(make_directories(path("a/b/c")));
  ASSERT_TRUE(make_directories(path("a/b/c")));
  ASSERT_TRUE(make_directories(path("a//b/d/")));
  EXPECT_TRUE(file_exists(path("a/b/c")));
  EXPECT_TRUE(file_exists(path("a/b/d")));
}

TEST_F(FilesTest, CannotMakeADirectoryBelowAFile) {
  ASSERT_TRUE(replace_file(path("f"), ""));
  EXPECT_FALSE(make_directories(path("f/d")));
}

TEST_F(FilesTest, RemovesATreeButFollowsNoLink) {
  ASSERT_TRUE(make_directories(path("tree/a/b")));
  ASSERT_TRUE(make_directories(path("outside")));
  ASSERT_TRUE(replace_file(path("outside/kept"), ""));
  ASSERT_TRUE(replace_file(path("tree/a/f"), ""));
  ASSERT_EQ(::symlink("../../outside", path("tree/a/link").c_str()), 0);
  remove_tree(path("tree"));
  EXPECT_FALSE(file_exists(path("tree")));
  EXPECT_TRUE(file_exists(path("outside/kept")));
}

TEST_F(FilesTest, RemovesNotBehindALinkAsRoot) {
  ASSERT_TRUE(make_directories(path("outside")));
  ASSERT_TRUE(replace_file(path("outside/kept"), ""));
  ASSERT_EQ(::symlink("outside", path("link").c_str()), 0);
  remove_tree(path("link"));
  EXPECT_TRUE(file_exists(path("outside/kept")));
}

/// Restores the current directory and $PWD.
class CurrentDirectory : public FilesTest {
 protected:
  CurrentDirectory() : before_(current_directory()) {}
  ~CurrentDirectory() override {
    EXPECT_EQ(::chdir(before_.c_str()), 0);
    ::setenv("PWD", before_.c_str(), 1);
  }
  std::string before_;
};

TEST_F(CurrentDirectory, IsNamedAsPwdNamesIt) {
  ASSERT_TRUE(make_directories(path("real")));
  ASSERT_EQ(::symlink("real", path("link").c_str()), 0);
  ASSERT_EQ(::chdir(path("link").c_str()), 0);
  ::setenv("PWD", path("link").c_str(), 1);
  EXPECT_EQ(current_directory(), path("link"));
}

TEST_F(CurrentDirectory, IsAskedOfTheKernelWhenPwdIsWrong) {
  ASSERT_EQ(::chdir(case_.path().c_str()), 0);
  for (const char* wrong : {"/", "relative", "/missing/directory"}) {
    ::setenv("PWD", wrong, 1);
    EXPECT_EQ(current_directory(), real_path(case_.path())) << wrong;
  }
}

TEST_F(FilesTest, ReadsAtMostTheLimitFromAPipe) {
  Pipe pipe = *make_pipe();
  ASSERT_TRUE(write_all(pipe.write_end.get(), "12345"));
  pipe.write_end.reset();
  EXPECT_EQ(*read_to_end(pipe.read_end.get(), 3), "123");
  EXPECT_EQ(*read_to_end(pipe.read_end.get(), 100), "45");
}

TEST_F(FilesTest, MapsAFile) {
  const Fd file = *make_memory_file("test");
  EXPECT_EQ(MappedFile::map(file.get())->bytes(), "");
  ASSERT_TRUE(write_all(file.get(), "content"));
  auto mapped = MappedFile::map(file.get());
  ASSERT_TRUE(mapped);
  const MappedFile moved = std::move(*mapped);
  EXPECT_EQ(moved.bytes(), "content");
}

TEST_F(FilesTest, WaitsForAPipeUntilTheDeadline) {
  Pipe pipe = *make_pipe();
  pollfd readable{pipe.read_end.get(), POLLIN, 0};
  EXPECT_EQ(poll_until(&readable, 1, Deadline::after(Milliseconds(1))), 0);
  ASSERT_TRUE(write_all(pipe.write_end.get(), "x"));
  EXPECT_EQ(poll_until(&readable, 1, Deadline::never()), 1);
}

}  // namespace
}  // namespace distcc
