// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was learnt before must not show: after any change of the tree the answer equals that of a
// scanner that has learnt nothing yet.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <functional>
#include <random>

#include "source_tree.h"

namespace distcc {
namespace {

using Paths = std::vector<std::string>;

Paths sorted(Paths paths) {
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// All of an answer, in an order of its own.
std::string text_of(const expected<Closure, Reason>& closure) {
  if (!closure) return closure.error().describe();
  Paths lines;
  for (const ClosureFile& file : closure->files) {
    lines.push_back(cat("file ", file.path, file.of_compiler ? " compiler" : ""));
  }
  for (const ClosureLink& link : closure->links) {
    lines.push_back(cat("link ", link.path, " -> ", link.target));
  }
  for (const std::string& directory : closure->directories) {
    lines.push_back(cat("directory ", directory));
  }
  return join(sorted(lines), "\n");
}

class Staleness : public testing::Test {
 protected:
  /// Words for a compiler that knows no directories of its own and answers at once.
  expected<Closure, Reason> scan(Scanner& scanner) {
    auto request = tree_.request(words_);
    if (!compiler_.empty()) request->compiler = compiler_;
    return scanner.closure(*request);
  }
  std::string warm() { return text_of(scan(warm_)); }
  std::string cold() {
    Scanner scanner;
    return text_of(scan(scanner));
  }
  void use_quick_compiler() {
    tree_.write(
        "../cc",
        "#!/bin/sh\necho '#include \"...\" search starts here:\nEnd of search list.' >&2\n");
    compiler_ = tree_.path("../cc");
    ::chmod(compiler_.c_str(), 0700);
  }
  bool has(const std::string& name) {
    const auto closure = scan(warm_);
    return closure && paths_of(*closure).contains(tree_.path(name));
  }
  void keep_time(const std::string& name, const std::function<void()>& change) {
    struct stat before {};
    ASSERT_EQ(::stat(tree_.path(name).c_str(), &before), 0);
    change();
    const timespec times[] = {before.st_atim, before.st_mtim};
    ASSERT_EQ(::utimensat(AT_FDCWD, tree_.path(name).c_str(), times, 0), 0);
  }

  SourceTree tree_;
  Scanner warm_;
  std::string compiler_;
  std::vector<std::string> words_ = {"gcc", "-c", "a.c", "-Ione", "-Itwo"};
};

TEST_F(Staleness, EditOfTheSameSizeWithItsTimeSetBack) {
  tree_.write("a.c", "#include \"x.h\"\n");
  tree_.write("x.h", "");
  tree_.write("y.h", "");
  ASSERT_TRUE(has("x.h"));
  keep_time("a.c", [this] { tree_.write("a.c", "#include \"y.h\"\n"); });
  EXPECT_TRUE(has("y.h"));
  EXPECT_FALSE(has("x.h"));
}

TEST_F(Staleness, HeaderGeneratedLater) {
  tree_.write("a.c", "#include <x.h>\n");
  ASSERT_FALSE(has("one/x.h"));
  tree_.write("one/x.h", "");
  EXPECT_TRUE(has("one/x.h"));
}

TEST_F(Staleness, HeaderThatAppearsEarlierInTheSearchPath) {
  tree_.write("a.c", "#include <x.h>\n");
  tree_.make_directory("one");
  tree_.write("two/x.h", "");
  ASSERT_TRUE(has("two/x.h"));
  tree_.write("one/x.h", "");
  EXPECT_TRUE(has("one/x.h"));
  EXPECT_FALSE(has("two/x.h"));
}

TEST_F(Staleness, PrecompiledHeaderThatAppears) {
  tree_.write("a.c", "#include <x.h>\n");
  tree_.write("two/x.h", "");
  ASSERT_TRUE(has("two/x.h"));
  tree_.write("two/x.h.gch", "");
  EXPECT_FALSE(has("two/x.h"));
  std::filesystem::remove(tree_.path("two/x.h.gch"));
  EXPECT_TRUE(has("two/x.h"));
}

TEST_F(Staleness, LinkThatLeadsElsewhere) {
  tree_.write("a.c", "#include <x.h>\n");
  tree_.write("v1/x.h", "");
  tree_.write("v2/x.h", "");
  tree_.link("one", "v1");
  ASSERT_TRUE(has("v1/x.h"));
  std::filesystem::remove(tree_.path("one"));
  tree_.link("one", "v2");
  EXPECT_TRUE(has("v2/x.h"));
  EXPECT_FALSE(has("v1/x.h"));
}

TEST_F(Staleness, DirectoryReplacedByALinkToItself) {
  tree_.write("a.c", "#include <x.h>\n");
  tree_.write("one/x.h", "");
  ASSERT_TRUE(has("one/x.h"));
  std::filesystem::rename(tree_.path("one"), tree_.path("moved"));
  tree_.link("one", "moved");
  EXPECT_TRUE(has("moved/x.h"));
  EXPECT_EQ(warm(), cold());
}

TEST_F(Staleness, NewValueOfAMacro) {
  tree_.write("a.c", "#include \"m.h\"\n#include H\n");
  tree_.write("m.h", "#define H <x.h>\n");
  tree_.write("one/x.h", "");
  tree_.write("one/y.h", "");
  ASSERT_TRUE(has("one/x.h"));
  tree_.write("m.h", "#define H <y.h>\n");
  EXPECT_TRUE(has("one/y.h"));
  EXPECT_FALSE(has("one/x.h"));
}

TEST_F(Staleness, OneNameTwoFilesInTwoCompiles) {
  tree_.write("a.c", "#include <x.h>\n");
  tree_.write("one/x.h", "");
  tree_.write("two/x.h", "");
  ASSERT_TRUE(has("one/x.h"));
  words_ = {"gcc", "-c", "a.c", "-Itwo", "-Ione"};
  EXPECT_TRUE(has("two/x.h"));
  EXPECT_FALSE(has("one/x.h"));
}

TEST_F(Staleness, OneMacroTwoValuesInTwoCompiles) {
  tree_.write("a.c", "#include H\n");
  tree_.write("x.h", "");
  tree_.write("y.h", "");
  words_.push_back("-DH=\"x.h\"");
  ASSERT_TRUE(has("x.h"));
  words_.back() = "-DH=\"y.h\"";
  EXPECT_TRUE(has("y.h"));
  EXPECT_FALSE(has("x.h"));
}

TEST_F(Staleness, CompilersDirectoryThatAppears) {
  tree_.write("a.c", "#include <x.h>\n");
  words_.push_back("--sysroot=root");
  ASSERT_FALSE(has("root/usr/local/include/x.h"));
  tree_.write("root/usr/local/include/x.h", "");
  EXPECT_TRUE(has("root/usr/local/include/x.h"));
}

/// Random trees of directories, headers and links, changed at random.
class RandomTree : public Staleness, public testing::WithParamInterface<unsigned> {
 protected:
  std::size_t up_to(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }
  std::string header() { return cat("h", up_to(6), ".h"); }
  std::string directory() {
    const char* const names[] = {".", "one", "two", "one/sub", "two/sub"};
    return names[up_to(5)];
  }
  std::string file() { return cat(directory(), "/", header()); }
  bool is_there(const std::string& name) {
    return std::filesystem::exists(std::filesystem::symlink_status(tree_.path(name)));
  }

  std::string text() {
    std::string text;
    for (std::size_t i = up_to(4); i > 0; --i) {
      switch (up_to(6)) {
        case 0:
          text += cat("#include \"", header(), "\"\n");
          break;
        case 1:
          text += cat("#include <sub/", header(), ">\n");
          break;
        case 2:
          text += cat("#include_next <", header(), ">\n");
          break;
        case 3:
          text += cat("#define M", up_to(2), " <", header(), ">\n");
          break;
        case 4:
          text += cat("#include M", up_to(2), "\n#if __has_include(\"", header(), "\")\n#endif\n");
          break;
        default:
          text += cat("#include \"../", directory(), "/", header(), "\"\n");
          break;
      }
    }
    return text;
  }

  void replace_by_rename(const std::string& name) {
    tree_.write("new", text());
    std::filesystem::rename(tree_.path("new"), tree_.path(name));
  }

  void swap(const std::string& a, const std::string& b) {
    if (a == b || !is_there(a) || !is_there(b)) return;
    std::filesystem::rename(tree_.path(a), tree_.path("swapped"));
    std::filesystem::rename(tree_.path(b), tree_.path(a));
    std::filesystem::rename(tree_.path("swapped"), tree_.path(b));
  }

  void change() {
    const std::string name = file();
    switch (up_to(8)) {
      case 0:
        if (!real_path(tree_.path(name)).empty()) {
          keep_time(name, [&] { tree_.write(name, text()); });
        }
        break;
      case 1:
        replace_by_rename(name);
        break;
      case 2:
        std::filesystem::remove(tree_.path(name));
        break;
      case 3:
        swap(name, file());
        break;
      case 4:
        swap("one", "two");
        break;
      case 5:
        swap("one/sub", "two/sub");
        break;
      case 6:
        if (!is_there(name)) tree_.link(name, cat("../", file()));
        break;
      default:
        std::filesystem::remove(tree_.path(name));  // not through a link
        tree_.write(name, text());
        break;
    }
  }

  std::mt19937 random_{GetParam()};
};

TEST_P(RandomTree, WarmAnswerEqualsAColdOne) {
  use_quick_compiler();
  for (const char* name : {"one/sub", "two/sub"}) tree_.make_directory(name);
  tree_.write("a.c", "#include \"h0.h\"\n#include <h1.h>\n#include <sub/h2.h>\n#include M0\n");
  for (int i = 0; i < 12; ++i) tree_.write(file(), text());
  for (int step = 0; step < 60; ++step) {
    for (std::size_t changes = 1 + up_to(3); changes > 0; --changes) change();
    ASSERT_EQ(warm(), cold()) << "seed " << GetParam() << ", step " << step;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTree, testing::Range(1U, 21U));

}  // namespace
}  // namespace distcc
