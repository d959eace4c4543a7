// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/mirror_plan.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

using Texts = std::vector<std::string>;

ClosureFile file(std::string path, bool absolute = false, bool as_data = false) {
  ClosureFile result;
  result.path = std::move(path);
  result.absolute = absolute;
  result.as_data = as_data;
  return result;
}

Texts described(const MirrorPlan& plan) {
  Texts texts;
  for (const auto& one : plan.files) {
    texts.push_back(one.line_name.empty() ? one.path : one.path + " as " + one.line_name);
  }
  for (const auto& one : plan.system_links) texts.push_back(one.path + " => " + one.target);
  for (const auto& one : plan.links) texts.push_back(one.path + " -> " + one.target);
  for (const auto& one : plan.placeholders) texts.push_back(one + "/");
  return texts;
}

TEST(MirrorPlan, FilesComeInTheOrderOfTheClosure) {
  Closure closure;
  closure.files = {file("/w/b.c"), file("/w/a.h")};
  EXPECT_EQ(described(plan_mirror(closure, {})), (Texts{"/w/b.c", "/w/a.h"}));
}

TEST(MirrorPlan, WhatTheCompilerHasIsNotSent) {
  Closure closure;
  closure.files = {file("/w/a.c"), file("/usr/include/stdio.h"), file("/usr/include2/x.h"),
                   file("/elsewhere/y.h")};
  closure.files.back().of_compiler = true;
  closure.links = {{"/usr/include/link.h", "stdio.h"}};
  closure.directories = {"/usr/include", "/usr/include/sys"};
  MirrorWishes wishes;
  wishes.compiler_directories = {"/usr/include"};
  EXPECT_EQ(described(plan_mirror(closure, wishes)),
            (Texts{"/w/a.c", "/usr/include2/x.h",
                   "/usr/include => ../../../../../../../../../../../../../../../../../../../../../"
                   "../usr/include"}));
}

TEST(MirrorPlan, SystemLinksAreTheOutermostDirectories) {
  Closure closure;
  MirrorWishes wishes;
  wishes.compiler_directories = {"/usr/include/x86_64-linux-gnu",
                                 "/usr/lib/gcc/x/12/include",
                                 "/usr/include",
                                 "/usr/local/include",
                                 "/usr/include",
                                 "/"};
  const MirrorPlan plan = plan_mirror(closure, wishes);
  ASSERT_EQ(plan.system_links.size(), 3U);
  const std::string_view names[] = {"/usr/include", "/usr/lib/gcc/x/12/include",
                                    "/usr/local/include"};
  const std::size_t steps[] = {22, 26, 23};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(plan.system_links[i].path, names[i]);
    EXPECT_EQ(plan.system_links[i].target.rfind("../") / 3 + 1, steps[i]);
    EXPECT_TRUE(plan.system_links[i].target.ends_with("../" + std::string(names[i].substr(1))));
  }
}

TEST(MirrorPlan, LinksLeadToAbsoluteTargets) {
  const std::pair<const char*, const char*> cases[] = {
      {"/abs/x", "/abs/x"},      {"x.h", "/w/d/x.h"},     {"../x", "/w/x"},
      {"../../x", "/x"},         {"../../../../x", "/x"}, {"..", "/w/"},
      {"a/../x", "/w/d/a/../x"}, {"..//x", "/w/x"},       {"..x", "/w/d/..x"},
  };
  for (const auto& [target, wanted] : cases) {
    Closure closure;
    closure.links = {{"/w/d/link", target}};
    const MirrorPlan plan = plan_mirror(closure, {});
    ASSERT_EQ(plan.links.size(), 1U);
    EXPECT_EQ(plan.links[0].target, wanted) << target;
  }
}

TEST(MirrorPlan, OnlyDirectoriesThatNothingElseBringsGetPlaceholders) {
  Closure closure;
  closure.files = {file("/w/src/a.c")};
  closure.links = {{"/w/inc/l.h", "/w/x"}};
  closure.directories = {"/", "/w", "/w/src", "/w/inc", "/w/empty", "/w/src/sub"};
  const Texts wanted = {"/w/empty", "/w/src/sub"};
  EXPECT_EQ(plan_mirror(closure, {}).placeholders, wanted);
}

TEST(MirrorPlan, AbsoluteNamesAreSpeltAsTheCommandDoes) {
  Closure closure;
  closure.files = {file("/data/w/a.c", true), file("/data/w/inc/x.h", true),
                   file("/data/w/inc/deep/y.h", true), file("/other/z.h", true),
                   file("/data/w/relative.h")};
  MirrorWishes wishes;
  wishes.source = "/home/w/a.c";
  wishes.spellings = {{"/data/w/inc", "/home/w/inc"},
                      {"/data/w/inc/deep", "/home/w/src/../inc/deep"},
                      {"/data/w/inc", "/later"}};
  EXPECT_EQ(described(plan_mirror(closure, wishes)),
            (Texts{"/data/w/a.c as /home/w/a.c", "/data/w/inc/x.h as /home/w/inc/x.h",
                   "/data/w/inc/deep/y.h as /home/w/src/../inc/deep/y.h",
                   "/other/z.h as /other/z.h", "/data/w/relative.h"}));
}

TEST(MirrorPlan, DataIsNeverGivenALine) {
  Closure closure;
  closure.files = {file("/w/a.c"), file("/w/data.bin", true, true)};
  EXPECT_EQ(described(plan_mirror(closure, {})), (Texts{"/w/a.c", "/w/data.bin"}));
}

TEST(MirrorPlan, ARelativeSourceReachedAbsolutelyIsSpeltByItsPath) {
  Closure closure;
  closure.files = {file("/w/a.c", true)};
  MirrorWishes wishes;
  wishes.source = "a.c";
  EXPECT_EQ(described(plan_mirror(closure, wishes)), Texts{"/w/a.c as /w/a.c"});
}

}  // namespace
}  // namespace distcc
