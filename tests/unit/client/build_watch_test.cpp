// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/build_watch.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

std::string program_of(const std::vector<Ancestor>& ancestors) {
  const Ancestor* program = build_program(ancestors, 5);
  return program == nullptr ? "" : program->started;
}

TEST(BuildProgram, IsTheTopmostMakeOfTheSession) {
  EXPECT_EQ(program_of({{9, "sh", 5, "a"},
                        {8, "make", 5, "b"},
                        {7, "sh", 5, "c"},
                        {6, "make", 5, "d"},
                        {5, "bash", 5, "e"}}),
            "d");
}

TEST(BuildProgram, MayBeOfAnotherKind) {
  EXPECT_EQ(program_of({{9, "ninja", 5, "a"}, {8, "cmake", 5, "b"}, {7, "bash", 5, "c"}}), "b");
  EXPECT_EQ(program_of({{9, "dpkg-buildpack", 5, "a"}}), "a");
}

TEST(BuildProgram, IsTheParentWhenNoneIsKnown) {
  EXPECT_EQ(program_of({{9, "tup", 5, "a"}, {8, "bash", 5, "b"}}), "a");
}

TEST(BuildProgram, IsNotLookedForInAnotherSession) {
  EXPECT_EQ(program_of({{9, "sh", 5, "a"}, {8, "make", 4, "b"}}), "a");
  EXPECT_EQ(program_of({}), "");
}

}  // namespace
}  // namespace distcc
