// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/compiler_answer.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

using Paths = std::vector<std::string>;

TEST(CompilerAnswer, ListsDirectoriesAndThoseThatAreMissing) {
  const auto answer = parse_compiler_answer(
      "ignoring nonexistent directory \"/usr/local/x\"\n"
      "ignoring duplicate directory \"/usr/y\"\n"
      "#include \"...\" search starts here:\n"
      "#include <...> search starts here:\n"
      " /usr/include/c++/12\n /with blank/include\nEnd of search list.\n /not this\n",
      "#define A 1\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->directories, (Paths{"/usr/include/c++/12", "/with blank/include"}));
  EXPECT_EQ(answer->missing, Paths{"/usr/local/x"});
  EXPECT_EQ(answer->macros, "#define A 1\n");
}

TEST(CompilerAnswer, MayBeEmpty) {
  const auto answer =
      parse_compiler_answer("#include \"...\" search starts here:\nEnd of search list.\n", "");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->directories.empty());
}

TEST(CompilerAnswer, IsNotGuessed) {
  const std::string start = "#include <...> search starts here:\n";
  EXPECT_FALSE(parse_compiler_answer("", ""));
  EXPECT_FALSE(parse_compiler_answer(start + " /usr/include\n", ""));
  EXPECT_FALSE(
      parse_compiler_answer(start + " /L (framework directory)\nEnd of search list.\n", ""));
  EXPECT_FALSE(parse_compiler_answer(start + " /x.hmap (headermap)\nEnd of search list.\n", ""));
  EXPECT_FALSE(parse_compiler_answer(start + "End of search list.\n", "#define _MSC_VER 1900\n"));
}

}  // namespace
}  // namespace distcc
