// SPDX-License-Identifier: GPL-3.0-or-later
#include "job/outcome.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"

namespace distcc {
namespace {

class OutcomeTable : public ::testing::TestWithParam<OutcomeRow> {};

TEST_P(OutcomeTable, RowIsFoundByItsOutcome) {
  EXPECT_EQ(row_of(GetParam().outcome).key, GetParam().key);
}

TEST_P(OutcomeTable, KeyIsAWordForCountersAndTests) {
  const std::string_view key = GetParam().key;
  ASSERT_FALSE(key.empty());
  EXPECT_EQ(key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), key.npos);
}

TEST_P(OutcomeTable, TextIsHalfASentence) {
  const std::string_view text = GetParam().text;
  ASSERT_FALSE(text.empty());
  EXPECT_NE(text.back(), '.');
  EXPECT_FALSE(text.front() >= 'A' && text.front() <= 'Z') << text;
  EXPECT_EQ(text.find('\n'), text.npos);
}

TEST_P(OutcomeTable, AdviceHasNoFullStop) {
  const std::string_view advice = GetParam().advice;
  if (advice.empty()) return;
  EXPECT_NE(advice.back(), '.');
  EXPECT_EQ(advice.find('\n'), advice.npos);
}

TEST_P(OutcomeTable, OnlySuccessNeedsNoAdvice) {
  EXPECT_EQ(GetParam().advice.empty(), GetParam().outcome == Outcome::compiled_remotely);
}

INSTANTIATE_TEST_SUITE_P(All, OutcomeTable,
                         ::testing::ValuesIn(outcome_rows().begin(), outcome_rows().end()),
                         [](const auto& param_info) { return std::string(param_info.param.key); });

TEST(Outcomes, HaveDifferentKeysAndTexts) {
  std::set<std::string_view> keys;
  std::set<std::string_view> texts;
  for (const OutcomeRow& row : outcome_rows()) {
    EXPECT_TRUE(keys.insert(row.key).second) << row.key;
    EXPECT_TRUE(texts.insert(row.text).second) << row.text;
  }
}

TEST(Outcomes, CoverEveryPlace) {
  std::set<Place> places;
  for (const OutcomeRow& row : outcome_rows()) places.insert(row.place);
  EXPECT_EQ(places.size(), 4u);
}

TEST(Reason, NamesWhatItIsAbout) {
  const std::string_view text = row_of(Outcome::side_output).text;
  const Reason with_subject{Outcome::side_output, "-gsplit-dwarf"};
  EXPECT_EQ(with_subject.describe(), cat("side_output (-gsplit-dwarf): ", text));
  const Reason without{Outcome::side_output, ""};
  EXPECT_EQ(without.describe(), cat("side_output: ", text));
}

TEST(Reason, IsARemoteCompileUnlessToldOtherwise) {
  EXPECT_EQ(row_of(Reason().outcome).place, Place::on_a_host);
}

}  // namespace
}  // namespace distcc
