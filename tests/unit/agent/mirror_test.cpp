// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/mirror.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "unit/agent/source_tree.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

using agent_tests::scanned;
using agent_tests::SourceTree;
using Verdict = ClientRoot::Verdict;

/// A source tree, and a mirror in /tmp whatever TMPDIR says: a client root has three components.
class MirrorTest : public ::testing::Test {
 protected:
  std::string write(const std::string& name, std::string_view text) {
    return tree_.write(name, text);
  }

  Verdict hold(const MirrorPlan& plan) {
    const auto verdict = mirror_.hold(plan, paths_);
    EXPECT_TRUE(verdict) << verdict.error().text;
    return verdict.value_or(Verdict::file_changed);
  }

  static std::string unpacked(const std::string& path) {
    const auto packed = read_file(path, 1 << 20);
    EXPECT_TRUE(packed) << path;
    return packed->empty() ? "" : lzo_decompress(*packed, 1 << 20).value_or("damaged");
  }

  static std::string target_of(const std::string& path) {
    char buffer[256];
    const ssize_t length = ::readlink(path.c_str(), buffer, sizeof buffer);
    return length < 0 ? "" : std::string(buffer, static_cast<std::size_t>(length));
  }

  SourceTree tree_;
  Mirror mirror_{"/tmp"};
  std::vector<std::string> paths_;
};

TEST_F(MirrorTest, PathsHaveARootOfThreeComponents) {
  const std::string source = write("a.c", "int a;\n");
  ASSERT_EQ(hold({{scanned(source)}, {}, {}, {}}), Verdict::done);
  ASSERT_EQ(paths_.size(), 1U);
  const std::string root = paths_[0].substr(0, paths_[0].find(source));
  EXPECT_EQ(std::count(root.begin(), root.end(), '/'), 3);
  EXPECT_EQ(paths_[0], cat(root, source, ".lzo"));
  EXPECT_EQ(unpacked(paths_[0]), "int a;\n");
}

TEST_F(MirrorTest, LinksAndPlaceholdersFollowTheFiles) {
  MirrorPlan plan;
  plan.files = {scanned(write("empty.h", ""))};
  plan.system_links = {{"/usr/include", "../../usr/include"}};
  plan.links = {{"/w/l", "/w/real"}};
  plan.placeholders = {"/w/d"};
  ASSERT_EQ(hold(plan), Verdict::done);
  ASSERT_EQ(paths_.size(), 4U);
  EXPECT_EQ(read_file(paths_[0], 100).value_or("?"), "");
  EXPECT_EQ(target_of(paths_[1]), "../../usr/include");
  EXPECT_EQ(target_of(paths_[2]), "/w/real");
  EXPECT_TRUE(paths_[3].ends_with("/w/d/forcing_technique_271828"));
  EXPECT_EQ(read_file(paths_[3], 100).value_or("?"), "");
}

TEST_F(MirrorTest, ALineNamesTheFile) {
  const std::string source = write("a.h", "\xef\xbb\xbfint a;\n");
  ASSERT_EQ(hold({{scanned(source, "/odd\"\\name")}, {}, {}, {}}), Verdict::done);
  EXPECT_TRUE(paths_[0].ends_with("/a.h.lzo.abs"));
  EXPECT_EQ(unpacked(paths_[0]), "#line 1 \"/odd\\\"\\\\name\"\nint a;\n");
  EXPECT_EQ(hold({{scanned(source, "/another/name")}, {}, {}, {}}), Verdict::spelt_in_two_ways);
}

TEST_F(MirrorTest, AChangedFileIsCopiedAnewInPlace) {
  const std::string source = write("a.h", "1\n");
  ASSERT_EQ(hold({{scanned(source)}, {}, {}, {}}), Verdict::done);
  const std::string before = paths_[0];
  write("a.h", "2\n");
  ASSERT_EQ(hold({{scanned(source)}, {}, {}, {}}), Verdict::done);
  EXPECT_EQ(paths_[0], before);
  EXPECT_EQ(unpacked(before), "2\n");
}

TEST_F(MirrorTest, AFileThatChangedSinceTheScanIsNotTaken) {
  const std::string source = write("a.h", "1\n");
  const MirrorFile before = scanned(source);
  write("a.h", "twenty\n");
  EXPECT_EQ(hold({{before}, {}, {}, {}}), Verdict::file_changed);
  ::unlink(source.c_str());
  EXPECT_EQ(hold({{before}, {}, {}, {}}), Verdict::file_changed);
}

TEST_F(MirrorTest, AFileThatWasOnlyLookedForIsCopiedAsItIsNow) {
  const std::string source = write("a.h", "1\n");
  const MirrorFile unread{source, {}, {}};
  ASSERT_EQ(hold({{unread}, {}, {}, {}}), Verdict::done);
  write("a.h", "22\n");
  ASSERT_EQ(hold({{unread}, {}, {}, {}}), Verdict::done);
  EXPECT_EQ(unpacked(paths_[0]), "22\n");
}

TEST_F(MirrorTest, ALinkThatBecomesADirectoryIsNotWrittenThrough) {
  MirrorPlan plan;
  plan.links = {{tree_.path() + "/d", tree_.path() + "/real"}};
  ASSERT_TRUE(make_directories(tree_.path() + "/real"));
  ASSERT_EQ(hold(plan), Verdict::done);
  const std::string link = paths_[0];
  ASSERT_TRUE(make_directories(tree_.path() + "/d"));
  ASSERT_EQ(hold({{scanned(write("d/x.h", "x\n"))}, {}, {}, {}}), Verdict::done);
  EXPECT_FALSE(file_exists(tree_.path() + "/real/x.h.lzo"));
  EXPECT_EQ(unpacked(paths_[0]), "x\n");
  EXPECT_EQ(target_of(link), tree_.path() + "/real") << "the former root has to stay for a while";
  EXPECT_EQ(mirror_.statistics().roots, 2U);
}

TEST_F(MirrorTest, ALinkThatLeadsElsewhereTakesANewRoot) {
  MirrorPlan plan;
  plan.links = {{"/w/l", "/w/one"}};
  ASSERT_EQ(hold(plan), Verdict::done);
  const std::string before = paths_[0];
  plan.links[0].target = "/w/two";
  ASSERT_EQ(hold(plan), Verdict::done);
  EXPECT_EQ(target_of(before), "/w/one");
  EXPECT_EQ(target_of(paths_[0]), "/w/two");
}

TEST_F(MirrorTest, NothingStays) {
  std::string path;
  {
    Mirror mirror("/tmp");
    ASSERT_TRUE(mirror.hold({{scanned(write("a.c", "x\n"))}, {}, {}, {}}, paths_));
    path = paths_[0];
    EXPECT_TRUE(file_exists(path));
  }
  EXPECT_FALSE(file_exists(path.substr(0, path.find('/', 5))));
}

TEST(ClientRootBase, TakesOnlyWhatClientsCanCutOff) {
  EXPECT_EQ(client_root_base("/scratch"), "/scratch");
  EXPECT_EQ(client_root_base("/mnt/fast/"), "/mnt/fast");
  for (const char* unfit : {"", "/", "relative", "/a/b/c"}) {
    const std::string base = client_root_base(unfit);
    EXPECT_TRUE(base == "/dev/shm" || base == "/tmp") << unfit;
  }
}

}  // namespace
}  // namespace distcc
