// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/name_resolver.h"

#include <gtest/gtest.h>

#include "source_tree.h"

namespace distcc {
namespace {

class NameResolverTest : public testing::Test {
 protected:
  std::set<std::string> paths(Mention mention, NameForm form, std::string_view name) {
    SearchList list{tree_.directory(), quote_, angle_, embed_};
    NameResolver resolver(files_, list);
    files_.begin_scan();
    resolver.refresh();
    std::set<std::string> found;
    const PathEnd includer = files_.look_up(files_.root(), tree_.path("sub"), nullptr);
    for (const Hit& hit : resolver.resolve(mention, form, name, *includer.directory).hits) {
      found.insert(hit.file->path.substr(tree_.directory().size() + 1));
    }
    return found;
  }
  SearchDirectory directory(const std::string& name) { return {tree_.path(name), false, false}; }

  void SetUp() override {
    for (const char* name : {"sub/x", "embed/x", "one/x", "two/x", "two/y"}) tree_.write(name, "");
    angle_ = {directory("one"), directory("two")};
  }

  SourceTree tree_;
  FileTree files_;
  std::vector<SearchDirectory> quote_;
  std::vector<SearchDirectory> angle_;
  std::vector<SearchDirectory> embed_;
};

using Names = std::set<std::string>;

TEST_F(NameResolverTest, TakesTheFirst) {
  EXPECT_EQ(paths(Mention::include, NameForm::angled, "x"), Names{"one/x"});
  EXPECT_EQ(paths(Mention::include, NameForm::quoted, "x"), Names{"sub/x"});
  EXPECT_EQ(paths(Mention::include, NameForm::quoted, "y"), Names{"two/y"});
  EXPECT_EQ(paths(Mention::include, NameForm::quoted, "z"), Names{});
}

TEST_F(NameResolverTest, TakesAllForIncludeNext) {
  EXPECT_EQ(paths(Mention::include_next, NameForm::angled, "x"),
            (Names{"sub/x", "one/x", "two/x"}));
}

TEST_F(NameResolverTest, EmbedsAreLookedForEverywhere) {
  embed_ = {directory("embed")};
  EXPECT_EQ(paths(Mention::embed, NameForm::angled, "x"),
            (Names{"sub/x", "embed/x", "one/x", "two/x"}));
}

TEST_F(NameResolverTest, ADirectoryThatComesAgainDoesNotEndTheSearch) {
  angle_ = {directory("one"), directory("two"), directory("one")};
  EXPECT_EQ(paths(Mention::include, NameForm::angled, "x"), (Names{"one/x", "two/x"}));
}

TEST_F(NameResolverTest, AbsoluteNamesAreNotSearched) {
  EXPECT_EQ(paths(Mention::include, NameForm::quoted, tree_.path("two/x")), Names{"two/x"});
}

}  // namespace
}  // namespace distcc
