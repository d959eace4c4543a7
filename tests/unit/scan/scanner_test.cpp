// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/scanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "source_tree.h"

namespace distcc {
namespace {

class ScannerTest : public testing::Test {
 protected:
  void SetUp() override {
    tree_.write("a.c", "#include <x.h>\n#include <stdio.h>\n");
    tree_.write("one/x.h", "#include \"sub/../y.h\"\n");
    tree_.write("one/y.h", "");
    tree_.make_directory("one/sub");
    tree_.make_directory("empty");
  }
  Closure closure(const std::vector<std::string>& words) {
    auto found = tree_.scan(scanner_, words);
    EXPECT_TRUE(found) << found.error().describe();
    return found ? std::move(*found) : Closure{};
  }
  ClosureFile file(const Closure& closure, const std::string& name) {
    const std::string path = real_path(tree_.path(name));
    for (const ClosureFile& file : closure.files) {
      if (file.path == path) return file;
    }
    ADD_FAILURE() << name << " is not in the closure";
    return {};
  }

  SourceTree tree_;
  Scanner scanner_;
};

TEST_F(ScannerTest, TheSourceComesFirst) {
  EXPECT_EQ(closure({"gcc", "-c", "a.c", "-Ione"}).files.at(0).path, tree_.path("a.c"));
}

TEST_F(ScannerTest, TellsTheCompilersOwnFiles) {
  const Closure found = closure({"gcc", "-c", "a.c", "-Ione"});
  EXPECT_TRUE(file(found, "/usr/include/stdio.h").of_compiler);
  EXPECT_FALSE(file(found, "one/x.h").of_compiler);
}

TEST_F(ScannerTest, TellsWhatWasFoundThroughAnAbsoluteDirectory) {
  EXPECT_FALSE(file(closure({"gcc", "-c", "a.c", "-Ione"}), "one/y.h").absolute);
  const Closure found = closure({"gcc", "-c", "a.c", "-I" + tree_.path("one")});
  EXPECT_TRUE(file(found, "one/x.h").absolute);
  EXPECT_TRUE(file(found, "one/y.h").absolute);
  EXPECT_FALSE(file(found, "a.c").absolute);
}

TEST_F(ScannerTest, TellsFilesThatAreData) {
  tree_.write("a.c",
              "#define H \"h.bin\"\n#if __has_embed(\"e.bin\")\n#embed H\n#endif\n"
              "asm(\".incbin \\\"i.bin\\\"\");\n#include <x.h>\n");
  for (const char* name : {"e.bin", "h.bin", "i.bin"}) tree_.write(name, "");
  for (int pass = 0; pass < 2; ++pass) {
    const Closure found = closure({"gcc", "-c", "a.c", "-Ione"});
    for (const char* name : {"e.bin", "h.bin", "i.bin"}) {
      EXPECT_TRUE(file(found, name).as_data) << name;
    }
    EXPECT_FALSE(file(found, "one/x.h").as_data);
  }
}

TEST_F(ScannerTest, TellsOfAbsoluteNamesInTexts) {
  EXPECT_FALSE(closure({"gcc", "-c", "a.c", "-Ione"}).names_absolute);
  const std::string name = cat("\"", tree_.path("one/x.h"), "\"\n");
  tree_.write("b.c", "#include " + name);
  tree_.write("c.c", "#define H " + name + "#include H\n");
  for (int pass = 0; pass < 2; ++pass) {
    EXPECT_TRUE(closure({"gcc", "-c", "b.c"}).names_absolute);
    EXPECT_TRUE(closure({"gcc", "-c", "c.c"}).names_absolute);
  }
}

TEST_F(ScannerTest, NamesDirectoriesThatHaveToBeThere) {
  const Closure found = closure({"gcc", "-c", "a.c", "-Ione", "-Iempty", "-Igone"});
  const std::set<std::string> directories(found.directories.begin(), found.directories.end());
  EXPECT_TRUE(directories.contains(tree_.path("one/sub")));
  EXPECT_TRUE(directories.contains(tree_.path("empty")));
  EXPECT_FALSE(directories.contains(tree_.path("gone")));
}

TEST_F(ScannerTest, AsksACompilerOnceForEachSetOfWordsThatMatter) {
  closure({"gcc", "-c", "a.c", "-Ione", "-DA", "-Wall"});
  closure({"gcc", "-c", "a.c", "-Ione", "-Iempty", "-DB", "-o", "b.o"});
  EXPECT_EQ(scanner_.statistics().questions, 1U);
  closure({"gcc", "-c", "a.c", "-Ione", "-m32"});
  EXPECT_EQ(scanner_.statistics().questions, 2U);
}

TEST_F(ScannerTest, StartsAfreshWhenItHasGrownTooLarge) {
  Scanner small(1);
  for (int i = 0; i < 3; ++i) {
    const auto found = tree_.scan(small, {"gcc", "-c", "a.c", "-Ione"});
    ASSERT_TRUE(found);
    EXPECT_EQ(paths_of(*found), paths_of(closure({"gcc", "-c", "a.c", "-Ione"})));
  }
  EXPECT_EQ(small.statistics().clearings, 3U);
}

TEST_F(ScannerTest, ManyThreadsGetTheSameAnswer) {
  const std::set<std::string> wanted = paths_of(closure({"gcc", "-c", "a.c", "-Ione"}));
  Scanner shared;
  std::vector<std::thread> threads;
  std::vector<int> right(8);
  for (int& count : right) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        const auto found = tree_.scan(shared, {"gcc", "-c", "a.c", "-Ione"});
        if (found && paths_of(*found) == wanted) ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(right.begin(), right.end(), 20), 8);
}

TEST_F(ScannerTest, AChainOfIncludesMayBeLong) {
  for (int i = 0; i < 3000; ++i) {
    tree_.write(cat("deep/h", i, ".h"), cat("#include \"h", i + 1, ".h\"\n"));
  }
  tree_.write("deep.c", "#include \"deep/h0.h\"\n");
  EXPECT_GE(closure({"gcc", "-c", "deep.c"}).files.size(), 3000U);
}

}  // namespace
}  // namespace distcc
