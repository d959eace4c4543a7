// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/compiler_name.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

std::string real_name(const std::string& name) {
  if (name == "cc" || name == "/usr/bin/cc") return "x86_64-linux-gnu-gcc-12";
  if (name == "c++") return "clang++-14";
  if (name == "c89") return "c89-gcc";
  return "";
}

struct Expected {
  const char* word;
  bool known;
  CompilerFamily family = CompilerFamily::gcc;
  bool for_cxx = false;
  bool bare = false;
};

void PrintTo(const Expected& expected, std::ostream* out) {
  *out << expected.word;
}

class CompilerNames : public testing::TestWithParam<Expected> {};

TEST_P(CompilerNames, AreUnderstood) {
  const Expected& expected = GetParam();
  const auto name = understand_compiler_name(expected.word, real_name);
  ASSERT_EQ(name.has_value(), expected.known) << expected.word;
  if (!name) return;
  EXPECT_EQ(name->family, expected.family) << expected.word;
  EXPECT_EQ(name->for_cxx, expected.for_cxx) << expected.word;
  EXPECT_EQ(name->bare, expected.bare) << expected.word;
}

constexpr CompilerFamily gcc = CompilerFamily::gcc;
constexpr CompilerFamily clang = CompilerFamily::clang;

INSTANTIATE_TEST_SUITE_P(
    Names, CompilerNames,
    testing::Values(
        Expected{"gcc", true, gcc, false, true}, Expected{"g++", true, gcc, true, true},
        Expected{"gcc-12", true, gcc, false, true}, Expected{"gcc12", true, gcc, false, true},
        Expected{"g++-12.2.0", true, gcc, true, true}, Expected{"clang", true, clang, false, true},
        Expected{"clang++-14", true, clang, true, true},
        Expected{"/usr/bin/gcc", true, gcc, false, false},
        Expected{"x86_64-linux-gnu-g++-12", true, gcc, true, false},
        Expected{"x86_64-w64-mingw32-gcc-posix", true, gcc, false, false},
        Expected{"i686-w64-mingw32-g++-win32", true, gcc, true, false},
        Expected{"aarch64-linux-gnu-clang++", true, clang, true, false},
        Expected{"cc", true, gcc, false, true}, Expected{"c++", true, clang, true, true},
        Expected{"/usr/bin/cc", true, gcc, false, false}, Expected{"c89", true, gcc, false, true},
        Expected{"c89-gcc", true, gcc}, Expected{"c99", false}, Expected{"/opt/cc", false},
        Expected{"", false}, Expected{"ccache", false}, Expected{"gcc-ar", false},
        Expected{"gcc-nm-12", false}, Expected{"clang-cl", false}, Expected{"clang-tidy-14", false},
        Expected{"clang-cpp", false}, Expected{"gfortran", false}, Expected{"tcc", false},
        Expected{"12", false}));

TEST(CompilerName, WrappersAreKnownByTheirBaseName) {
  EXPECT_TRUE(is_compiler_wrapper("ccache"));
  EXPECT_TRUE(is_compiler_wrapper("/usr/bin/sccache"));
  EXPECT_FALSE(is_compiler_wrapper("gcc"));
  EXPECT_FALSE(is_compiler_wrapper("/usr/lib/ccache/gcc"));
}

}  // namespace
}  // namespace distcc
