// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/plan.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

TEST(PreprocessedText, NamesItsDirectoryWhenGccWasToldToDebug) {
  EXPECT_TRUE(names_its_directory("# 0 \"w.c\"\n# 1 \"/home/me//\"\n# 0 \"<built-in>\"\n"));
  EXPECT_FALSE(names_its_directory("# 0 \"w.c\"\n# 0 \"<built-in>\"\n# 0 \"<command-line>\"\n"));
  EXPECT_FALSE(names_its_directory("int x; // \"//\"\n"));
  EXPECT_FALSE(names_its_directory("# 1 \"w.c\""));
  EXPECT_FALSE(names_its_directory(""));
}

TEST(EnvironmentReason, IsAVariableThatChangesThePrograms) {
  EXPECT_FALSE(reason_in_environment(Environment::of({{"PATH", "/bin"}})));
  const auto reason = reason_in_environment(Environment::of({{"COMPILER_PATH", "/opt"}}));
  ASSERT_TRUE(reason);
  EXPECT_EQ(reason->outcome, Outcome::other_programs);
  EXPECT_EQ(reason->subject, "COMPILER_PATH");
}

TEST(Quotas, GiveEveryCpuOneCompilerAndMorePreprocessors) {
  EXPECT_EQ(local_slot_limit(7), 7);
  EXPECT_GE(local_slot_limit(0), 1);
  EXPECT_EQ(preprocessor_slot_limit(3), 3);
  EXPECT_GE(preprocessor_slot_limit(0), 8);
  EXPECT_GE(preprocessor_slot_limit(0), local_slot_limit(0));
}

}  // namespace
}  // namespace distcc
