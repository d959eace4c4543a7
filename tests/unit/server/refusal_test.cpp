// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/refusal.h"

#include <gtest/gtest.h>

#include <set>

namespace distcc {
namespace {

TEST(Refusal, EachKindHasAKeyOfItsOwn) {
  std::set<std::string_view> keys;
  for (const RefusalRow& row : refusal_rows()) {
    EXPECT_EQ(&row_of(row.kind), &row);
    EXPECT_TRUE(keys.insert(row.key).second) << row.key;
    EXPECT_EQ(row.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), row.key.npos) << row.key;
  }
}

TEST(Refusal, AnswersHaveAStatusThatNoCompilerHas) {
  for (const RefusalRow& row : refusal_rows()) {
    EXPECT_TRUE(is_infrastructure_status(to_int(row.status))) << row.key;
  }
}

TEST(Refusal, TheAnswerNamesServerKindAndText) {
  const Refusal refusal{Refusal::Kind::compiler_not_allowed, "compiler icc is not allowed"};
  EXPECT_EQ(answer_text(refusal, 42),
            "distccd[42] refused (compiler_not_allowed): compiler icc is not allowed\n");
}

}  // namespace
}  // namespace distcc
