// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/client_tree.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <vector>

#include "base/files.h"
#include "base/paths.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {
namespace {

using Kind = Refusal::Kind;

/// A tree whose system place, beside the machine's own, is a directory of this test.
class ClientTreeTest : public testing::Test {
 protected:
  void SetUp() override {
    scratch_.emplace(*ScratchDirectory::create(temporary_directory(), "client_tree_"));
    system_ = cat(real_path(scratch_->path()), "/system");
    ASSERT_TRUE(make_directories(cat(system_, "/include")));
    ASSERT_TRUE(replace_file(cat(system_, "/include/own.h"), "own\n", 0644));
    ::chmod(cat(system_, "/include/own.h").c_str(), 0644);
    places_ = SystemPlaces(ViewSettings{"/tmp", {system_}, {}});
    auto tree = ClientTree::create(root(), places_, 150);
    ASSERT_TRUE(tree) << tree.error().text;
    tree_.emplace(std::move(*tree));
  }

  [[nodiscard]] std::string root() const { return cat(scratch_->path(), "/root"); }
  [[nodiscard]] std::string at(const std::string& name) const { return cat(root(), name); }
  [[nodiscard]] std::string content(const std::string& name) const {
    return read_file(at(name), 1 << 20).value_or("(no such file)");
  }
  /// Everything of the scratch directory outside of the root.
  [[nodiscard]] std::vector<std::string> outside() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(scratch_->path())) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void expect_refused(const ClientTree::Done& done, Kind kind, std::string_view text) {
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, kind) << done.error().text;
    EXPECT_NE(done.error().text.find(text), std::string::npos) << done.error().text;
    EXPECT_EQ(outside(), (std::vector<std::string>{"root", "system"}));
  }

  std::optional<ScratchDirectory> scratch_;
  std::string system_;
  SystemPlaces places_;
  std::optional<ClientTree> tree_;
};

TEST_F(ClientTreeTest, FilesLieUnderTheirNames) {
  ASSERT_TRUE(tree_->add_file("/home/me/a.c", "int a;"));
  ASSERT_TRUE(tree_->add_file("/a.c", ""));
  ASSERT_TRUE(tree_->add_file("/home//me/./b.c", "int b;"));
  EXPECT_EQ(content("/home/me/a.c"), "int a;");
  EXPECT_EQ(content("/a.c"), "");
  EXPECT_EQ(content("/home/me/b.c"), "int b;");
}

TEST_F(ClientTreeTest, AFileThatComesTwiceIsTheLaterOne) {
  ASSERT_TRUE(tree_->add_file("/a.h", "a longer text"));
  ASSERT_TRUE(tree_->add_file("/a.h", "short"));
  EXPECT_EQ(content("/a.h"), "short");
}

TEST_F(ClientTreeTest, TheIncludeServersLineMarkerIsTakenOff) {
  struct Row {
    const char* sent;
    const char* laid;
  };
  const Row rows[] = {{"#line 1 \"/w/a.h\"\nint a;\n", "int a;\n"},
                      {"#line 1 \"/w/b/../a.h\"\n", ""},
                      {"#line 1 \"a.h\"\nint a;\n", "#line 1 \"a.h\"\nint a;\n"},
                      {"#line 1 \"/w/b.h\"\nint a;\n", "#line 1 \"/w/b.h\"\nint a;\n"},
                      {"#line 2 \"/w/a.h\"\n", "#line 2 \"/w/a.h\"\n"},
                      {"#line 1 \"/w/a.h", "#line 1 \"/w/a.h"},
                      {"\n#line 1 \"/w/a.h\"\n", "\n#line 1 \"/w/a.h\"\n"}};
  for (const Row& row : rows) {
    ASSERT_TRUE(tree_->add_file("/w/a.h", row.sent));
    EXPECT_EQ(content("/w/a.h"), row.laid);
  }
}

TEST_F(ClientTreeTest, NothingThatIsSentCanBeExecuted) {
  ASSERT_TRUE(tree_->add_file("/a", "#!/bin/sh\n"));
  struct stat status {};
  ASSERT_EQ(::stat(at("/a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(ClientTreeTest, TheWorkingDirectoryIsMade) {
  ASSERT_TRUE(tree_->add_directory("/home/me/build"));
  ASSERT_TRUE(tree_->add_directory("/home/me/build"));
  ASSERT_TRUE(tree_->add_directory("/"));
  EXPECT_TRUE(std::filesystem::is_directory(at("/home/me/build")));
}

TEST_F(ClientTreeTest, LinksAreLaidAndFollowed) {
  ASSERT_TRUE(tree_->add_link("/w/absolute", "/real/dir"));
  ASSERT_TRUE(tree_->add_link("/w/relative", "../real/other"));
  ASSERT_TRUE(tree_->add_link("/w/twice", "absolute/below"));
  ASSERT_TRUE(tree_->add_file("/w/absolute/a.h", "a"));
  ASSERT_TRUE(tree_->add_file("/w/relative/b.h", "b"));
  ASSERT_TRUE(tree_->add_file("/w/twice/c.h", "c"));
  EXPECT_EQ(content("/real/dir/a.h"), "a");
  EXPECT_EQ(content("/real/other/b.h"), "b");
  EXPECT_EQ(content("/real/dir/below/c.h"), "c");
  EXPECT_EQ(std::filesystem::read_symlink(at("/w/relative")), "../real/other");
}

TEST_F(ClientTreeTest, ALinkThatComesTwiceIsOne) {
  ASSERT_TRUE(tree_->add_link("/l", "/a"));
  ASSERT_TRUE(tree_->add_link("/l", "/a"));
  expect_refused(tree_->add_link("/l", "/b"), Kind::malformed_request, "something else");
}

TEST_F(ClientTreeTest, NamesThatAreNoGoodAreRefused) {
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "/d";
  for (const std::string& name :
       {std::string("a.c"), std::string("../a.c"), std::string("/../a.c"),
        std::string("/w/../../a"), std::string("/w/.."), std::string(""), deep}) {
    expect_refused(tree_->add_file(name, "x"), Kind::malformed_request, "at fault");
    expect_refused(tree_->add_link(name, "/x"), Kind::malformed_request, "at fault");
    expect_refused(tree_->add_directory(name), Kind::malformed_request, "at fault");
  }
}

TEST_F(ClientTreeTest, NoLinkLeadsAFileOutside) {
  ASSERT_TRUE(tree_->add_link("/up", "../../../../../.."));
  ASSERT_TRUE(tree_->add_file("/up/tmp/client_tree_escape", "x"));
  EXPECT_EQ(content("/tmp/client_tree_escape"), "x");
  EXPECT_FALSE(file_exists("/tmp/client_tree_escape"));
  ASSERT_TRUE(tree_->add_link("/here", scratch_->path()));
  ASSERT_TRUE(tree_->add_file("/here/escaped", "x"));
  EXPECT_EQ(outside(), (std::vector<std::string>{"root", "system"}));
  EXPECT_EQ(content(cat(scratch_->path(), "/escaped")), "x");
}

TEST_F(ClientTreeTest, NoLinkLeadsAFileIntoAPlaceOfTheSystem) {
  ASSERT_TRUE(tree_->add_link("/w/sys", system_));
  expect_refused(tree_->add_file("/w/sys/include/new.h", "x"), Kind::system_file,
                 "is not on this server");
  ASSERT_TRUE(tree_->add_link("/w/usr", "../usr"));
  expect_refused(tree_->add_file("/w/usr/lib/gcc/specs", "x"), Kind::system_file, "not on this");
}

TEST_F(ClientTreeTest, LinksInCirclesEnd) {
  ASSERT_TRUE(tree_->add_link("/a", "/b"));
  ASSERT_TRUE(tree_->add_link("/b", "/a"));
  expect_refused(tree_->add_file("/a/x", "x"), Kind::malformed_request, "circles");
  ASSERT_TRUE(tree_->add_link("/self", "self/self"));
  expect_refused(tree_->add_file("/self/x", "x"), Kind::malformed_request, "circles");
}

TEST_F(ClientTreeTest, AFileIsNotALinkIsNotADirectory) {
  ASSERT_TRUE(tree_->add_file("/dir/file", "x"));
  expect_refused(tree_->add_file("/dir/file/below", "x"), Kind::malformed_request, "at fault");
  expect_refused(tree_->add_file("/dir", "x"), Kind::malformed_request, "something else");
  expect_refused(tree_->add_link("/dir", "/x"), Kind::malformed_request, "something else");
  expect_refused(tree_->add_link("/dir/file", "/x"), Kind::malformed_request, "something else");
  expect_refused(tree_->add_directory("/dir/file/below"), Kind::malformed_request, "at fault");
}

TEST_F(ClientTreeTest, SystemFilesMustBeTheServersOwn) {
  const std::string own = cat(system_, "/include/own.h");
  EXPECT_TRUE(tree_->add_file(own, "own\n"));
  EXPECT_TRUE(tree_->add_file(own, cat("#line 1 \"", own, "\"\nown\n")));
  EXPECT_TRUE(tree_->add_file(cat(system_, "/include/forcing_technique_271828"), ""));
  expect_refused(tree_->add_file(own, "other\n"), Kind::system_file, "is another file");
  expect_refused(tree_->add_file(own, "#line 1 \"own.h\""), Kind::system_file, "is another file");
  expect_refused(tree_->add_file(cat(system_, "/include/new.h"), ""), Kind::system_file,
                 "is not on this server");
  EXPECT_EQ(*read_file(own, 100), "own\n");
}

TEST_F(ClientTreeTest, WhatNotEverybodyMayReadIsNotCompared) {
  const std::string own = cat(system_, "/include/own.h");
  ::chmod(own.c_str(), 0600);
  expect_refused(tree_->add_file(own, "own\n"), Kind::system_file, "is not on this server");
}

TEST_F(ClientTreeTest, SystemLinksLeadToTheServersOwnDirectories) {
  EXPECT_TRUE(tree_->add_link("/usr/include", "../../../../../../../../usr/include"));
  EXPECT_TRUE(tree_->add_link("/usr/lib/gcc/1/include", "../../../../usr/lib/gcc/1/include"));
  ASSERT_EQ(::symlink("own.h", cat(system_, "/include/link.h").c_str()), 0);
  EXPECT_TRUE(tree_->add_link(cat(system_, "/include/link.h"), cat(system_, "/include/own.h")));
  EXPECT_TRUE(tree_->add_link(cat(system_, "/include/link.h"), "own.h"));
  expect_refused(tree_->add_link(cat(system_, "/include/link.h"), "/etc/passwd"), Kind::system_file,
                 "leads elsewhere");
  expect_refused(tree_->add_link("/usr/lib", "/home/me"), Kind::system_file, "leads elsewhere");
}

TEST_F(ClientTreeTest, DirectoriesOfAnotherCompilerAreNotLaid) {
  ASSERT_TRUE(tree_->add_link("/home/me/gcc/include", "../../../../../home/me/gcc/include"));
  EXPECT_FALSE(std::filesystem::is_symlink(at("/home/me/gcc/include")));
}

TEST_F(ClientTreeTest, AWorkingDirectoryOfTheSystemMustBeThere) {
  EXPECT_TRUE(tree_->add_directory(cat(system_, "/include")));
  expect_refused(tree_->add_directory(cat(system_, "/gone")), Kind::system_file, "not on this");
}

TEST_F(ClientTreeTest, DirectoriesAreCounted) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "/d";
  EXPECT_TRUE(tree_->add_directory(cat("/a", deep)));
  EXPECT_TRUE(tree_->add_directory(cat("/a", deep)));
  expect_refused(tree_->add_directory(cat("/b", deep)), Kind::malformed_request,
                 "more than 150 directories");
}

}  // namespace
}  // namespace distcc
