// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/packed_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "base/text.h"
#include "unit/agent/source_tree.h"
#include "wire/lzo.h"
#include "wire/request.h"

namespace distcc {
namespace {

using agent_tests::scanned;
using agent_tests::SourceTree;

/// A source tree, and what a client would send of it.
class PackedStoreTest : public ::testing::Test {
 protected:
  std::string write(const std::string& name, std::string_view text) {
    return tree_.write(name, text);
  }

  /// As a scan finds a file that was written long ago.
  std::string write_old(const std::string& name, std::string_view text) {
    const std::string path = write(name, text);
    struct stat status {};
    do {
      EXPECT_EQ(::stat(path.c_str(), &status), 0);
      std::this_thread::yield();
    } while (!is_settled(stamp_of(status), wall_clock()));
    return path;
  }

  PackedFiles hold(const MirrorPlan& plan) {
    auto held = store_.hold(plan);
    EXPECT_TRUE(held) << held.error().text;
    EXPECT_TRUE(*held);
    return held && *held ? std::move(**held) : PackedFiles();
  }

  static std::string bytes_of(const PackedFiles& files) {
    std::string bytes;
    for (const PackedRange& range : files.ranges) {
      std::string piece(range.size, '?');
      EXPECT_EQ(::pread(files.content->get(), piece.data(), piece.size(),
                        static_cast<off_t>(range.offset)),
                static_cast<ssize_t>(piece.size()));
      bytes += piece;
    }
    return bytes;
  }

  static std::string entry(const std::string& path, std::string_view text) {
    const std::string block = lzo_compress(text);
    return file_header(path, block.size()) + block;
  }

  SourceTree tree_;
  PackedStore store_;
};

TEST_F(PackedStoreTest, EntriesAreWhatGoesOverTheWire) {
  const std::string source = write("a.c", "int a;\n");
  const std::string empty = write("empty.h", "");
  MirrorPlan plan;
  plan.files = {scanned(source), scanned(empty)};
  plan.system_links = {{"/usr/include", "../../usr/include"}};
  plan.links = {{"/w/l", "/w/real"}};
  plan.placeholders = {"/w/d"};
  const PackedFiles packed = hold(plan);
  EXPECT_EQ(packed.count, 5U);
  EXPECT_EQ(bytes_of(packed), entry(source, "int a;\n") + entry(empty, "") +
                                  link_entry("/usr/include", "../../usr/include") +
                                  link_entry("/w/l", "/w/real") +
                                  file_header("/w/d/forcing_technique_271828", 0));
  EXPECT_EQ(packed.ranges.size(), 1U) << "what was packed together is not one piece";
}

TEST_F(PackedStoreTest, AnUnchangedFileIsPackedOnce) {
  MirrorPlan plan;
  plan.files = {scanned(write_old("a.c", "int a;\n")), scanned(write_old("b.h", "int b;\n"))};
  plan.placeholders = {"/w/d"};
  const PackedFiles first = hold(plan);
  const std::size_t size = store_.statistics().bytes;
  std::swap(plan.files[0], plan.files[1]);
  const PackedFiles second = hold(plan);
  EXPECT_EQ(second.ranges, first.ranges);
  EXPECT_EQ(store_.statistics().bytes, size);
  EXPECT_EQ(store_.statistics().entries, 3U);
}

TEST_F(PackedStoreTest, OnlyWhatThePlanNamesIsInTheAnswer) {
  const std::string a = write_old("a.h", "a\n");
  const std::string b = write_old("b.h", "b\n");
  const std::string c = write_old("c.h", "c\n");
  hold({{scanned(a), scanned(b), scanned(c)}, {}, {}, {}});
  const PackedFiles packed = hold({{scanned(c), scanned(a)}, {}, {}, {}});
  EXPECT_EQ(packed.count, 2U);
  EXPECT_EQ(packed.ranges.size(), 2U);
  EXPECT_EQ(bytes_of(packed), entry(a, "a\n") + entry(c, "c\n"));
}

TEST_F(PackedStoreTest, AnAnswerStaysTrueWhenTheFileChanges) {
  const std::string source = write("a.h", "1\n");
  const PackedFiles before = hold({{scanned(source)}, {}, {}, {}});
  write("a.h", "2\n");
  const PackedFiles after = hold({{scanned(source)}, {}, {}, {}});
  EXPECT_EQ(bytes_of(before), entry(source, "1\n"));
  EXPECT_EQ(bytes_of(after), entry(source, "2\n"));
}

TEST_F(PackedStoreTest, TheSameFileUnderTwoNamesIsTwoEntries) {
  const std::string source = write("a.h", "int a;\n");
  EXPECT_EQ(bytes_of(hold({{scanned(source, "/one")}, {}, {}, {}})),
            entry(source, "#line 1 \"/one\"\nint a;\n"));
  EXPECT_EQ(bytes_of(hold({{scanned(source, "/two")}, {}, {}, {}})),
            entry(source, "#line 1 \"/two\"\nint a;\n"));
  EXPECT_EQ(bytes_of(hold({{scanned(source)}, {}, {}, {}})), entry(source, "int a;\n"));
}

TEST_F(PackedStoreTest, AFileThatChangedSinceTheScanIsNotTaken) {
  const std::string source = write("a.h", "1\n");
  const MirrorFile before = scanned(source);
  write("a.h", "twenty\n");
  EXPECT_EQ(store_.hold({{before}, {}, {}, {}}).value(), std::nullopt);
  ::unlink(source.c_str());
  EXPECT_EQ(store_.hold({{before}, {}, {}, {}}).value(), std::nullopt);
}

TEST_F(PackedStoreTest, AFileThatWasOnlyLookedForIsPackedAsItIsNow) {
  const std::string source = write("a.h", "1\n");
  EXPECT_EQ(bytes_of(hold({{{source, {}, {}}}, {}, {}, {}})), entry(source, "1\n"));
  ::unlink(source.c_str());
  EXPECT_EQ(store_.hold({{{source, {}, {}}}, {}, {}, {}}).value(), std::nullopt);
}

TEST_F(PackedStoreTest, WhatIsMostlyOutdatedIsGivenUpForANewStore) {
  std::string noise(8 << 20, '\0');
  std::uint32_t state = 1;
  PackedFiles oldest;
  for (int round = 0; round < 6; ++round) {
    for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    const PackedFiles packed = hold({{scanned(write("noise.bin", noise))}, {}, {}, {}});
    if (round == 0) oldest = packed;
  }
  EXPECT_EQ(store_.statistics().made, 2U);
  EXPECT_EQ(store_.statistics().entries, 1U);
  EXPECT_EQ(bytes_of(oldest).size(), oldest.ranges[0].size) << "the old one cannot be read";
}

TEST_F(PackedStoreTest, ClientsCannotWriteThroughWhatTheyGet) {
  const PackedFiles packed = hold({{scanned(write("a.h", "1\n"))}, {}, {}, {}});
  EXPECT_EQ(::pwrite(packed.content->get(), "x", 1, 0), -1);
}

}  // namespace
}  // namespace distcc
