// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/paths.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "base/files.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

struct Row {
  const char* path;
  const char* expected;
};

TEST(Paths, BaseName) {
  for (const Row& row :
       {Row{"a/b.c", "b.c"}, Row{"b.c", "b.c"}, Row{"/b", "b"}, Row{"a/", ""}, Row{"", ""}}) {
    EXPECT_EQ(base_name(row.path), row.expected) << row.path;
  }
}

TEST(Paths, DirectoryName) {
  for (const Row& row :
       {Row{"a/b.c", "a"}, Row{"b.c", "."}, Row{"/b", "/"}, Row{"a/b/c", "a/b"}, Row{"", "."}}) {
    EXPECT_EQ(directory_name(row.path), row.expected) << row.path;
  }
}

TEST(Paths, Extension) {
  for (const Row& row :
       {Row{"a/b.c", "c"}, Row{"b", ""}, Row{"a.d/b", ""}, Row{"b.tar.gz", "gz"}, Row{"b.", ""}}) {
    EXPECT_EQ(extension(row.path), row.expected) << row.path;
  }
}

TEST(Paths, WithoutExtension) {
  for (const Row& row :
       {Row{"a/b.c", "a/b"}, Row{"b", "b"}, Row{"a.d/b", "a.d/b"}, Row{"b.tar.gz", "b.tar"}}) {
    EXPECT_EQ(without_extension(row.path), row.expected) << row.path;
  }
}

TEST(Paths, AbsolutePath) {
  EXPECT_EQ(absolute_path("a/../b", "/d"), "/d/a/../b");
  EXPECT_EQ(absolute_path("/a", "/d"), "/a");
}

TEST(Paths, LexicallyNormal) {
  for (const Row& row :
       {Row{"a/./b//c", "a/b/c"}, Row{"a/../b", "b"}, Row{"/..", "/"}, Row{"/../a", "/a"},
        Row{"../a", "../a"}, Row{"a/../../b", "../b"}, Row{"../../a", "../../a"}, Row{"a/..", "."},
        Row{"", "."}, Row{"/", "/"}, Row{"/a/", "/a"}, Row{"./a", "a"}}) {
    EXPECT_EQ(lexically_normal(row.path), row.expected) << row.path;
  }
}

class FindProgram : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* directory : {"one", "two"}) {
      ASSERT_TRUE(make_directories(cat(case_.path(), "/", directory)));
    }
    ASSERT_TRUE(replace_file(case_.path() + "/one/plain", ""));
    ASSERT_TRUE(make_directories(case_.path() + "/one/gcc"));
    make_program("two/gcc");
    make_program("one/both");
    make_program("two/both");
  }
  void make_program(const char* name) const {
    ASSERT_TRUE(replace_file(cat(case_.path(), "/", name), "", 0777));
  }
  ScratchDirectory case_ = *ScratchDirectory::create(temporary_directory(), "paths_");
  std::string search_path_ = cat(case_.path(), "/one:", case_.path(), "/two");
};

TEST_F(FindProgram, TakesTheFirst) {
  EXPECT_EQ(find_program("both", search_path_), case_.path() + "/one/both");
}

TEST_F(FindProgram, PassesOverDirectories) {
  EXPECT_EQ(find_program("gcc", search_path_), case_.path() + "/two/gcc");
}

TEST_F(FindProgram, PassesOverWhatIsNotAcceptable) {
  const auto found = find_program("both", search_path_, [](const std::string& path) {
    return path.find("/one/") == std::string::npos;
  });
  EXPECT_EQ(found, case_.path() + "/two/both");
}

TEST_F(FindProgram, NeedsARightToExecute) {
  EXPECT_EQ(find_program("plain", search_path_), "");
}

TEST_F(FindProgram, FindsNothingElse) {
  EXPECT_EQ(find_program("missing", search_path_), "");
  EXPECT_EQ(find_program("", search_path_), "");
  EXPECT_EQ(find_program("two/gcc", case_.path()), "") << "a name with a slash is not looked for";
}

TEST_F(FindProgram, RealPathFollowsLinks) {
  ASSERT_EQ(::symlink("two/gcc", (case_.path() + "/link").c_str()), 0);
  EXPECT_EQ(real_path(case_.path() + "/link"), real_path(case_.path()) + "/two/gcc");
  EXPECT_EQ(real_path(case_.path() + "/missing"), "");
}

}  // namespace
}  // namespace distcc
