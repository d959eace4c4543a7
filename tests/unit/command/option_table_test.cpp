// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/option_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"

namespace distcc {
namespace {

void expect_sorted_and_unique(std::span<const OptionRow> rows) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_LT(std::string_view(rows[i - 1].spelling), std::string_view(rows[i].spelling));
  }
}

TEST(OptionTable, RowsAreSortedAndUnique) {
  expect_sorted_and_unique(option_rows());
}

TEST(OptionTable, InnerRowsAreSortedAndUnique) {
  expect_sorted_and_unique(inner_option_rows());
}

TEST(OptionTable, RowsBeginWithADash) {
  for (const OptionRow& row : option_rows()) EXPECT_EQ(row.spelling[0], '-') << row.spelling;
}

TEST(OptionTable, OnlyRowsThatStayHereHaveAnOutcome) {
  for (const OptionRow& row : option_rows()) {
    const bool stays = row.meaning == Meaning::local || row.meaning == Meaning::other_mode;
    EXPECT_EQ(row.outcome != Outcome::compiled_remotely, stays) << row.spelling;
  }
}

TEST(OptionTable, EveryRowIsFoundByItsSpelling) {
  for (const OptionRow& row : option_rows()) EXPECT_EQ(find_option(row.spelling), &row);
}

TEST(OptionTable, NameListsAreSortedAndUnique) {
  for (const std::string_view names : {code_option_names(), machine_option_names()}) {
    const std::vector<std::string> lines = split_words(names, "\n");
    EXPECT_GT(lines.size(), 500U);
    EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
    EXPECT_EQ(std::adjacent_find(lines.begin(), lines.end()), lines.end());
  }
}

TEST(OptionTable, EveryNameIsFound) {
  for (const std::string& name : split_words(code_option_names(), "\n")) {
    EXPECT_NE(find_option("-f" + name), nullptr) << name;
  }
  for (const std::string& name : split_words(machine_option_names(), "\n")) {
    EXPECT_NE(find_option("-m" + name), nullptr) << name;
  }
}

struct Lookup {
  const char* word;
  const char* spelling;  ///< null: not found
};

void PrintTo(const Lookup& lookup, std::ostream* out) {
  *out << lookup.word;
}

class OptionLookup : public testing::TestWithParam<Lookup> {};

TEST_P(OptionLookup, FindsTheLongestSpellingThatFits) {
  const OptionRow* row = find_option(GetParam().word);
  if (GetParam().spelling == nullptr) {
    EXPECT_EQ(row, nullptr);
  } else {
    ASSERT_NE(row, nullptr);
    EXPECT_STREQ(row->spelling, GetParam().spelling);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Words, OptionLookup,
    testing::Values(Lookup{"-c", "-c"}, Lookup{"-cc", nullptr}, Lookup{"-MD", "-MD"},
                    Lookup{"-MDx", nullptr}, Lookup{"-MFx", "-MF"}, Lookup{"-ofoo", "-o"},
                    Lookup{"-Wall", "-W"}, Lookup{"-Wa,-x", "-Wa,"}, Lookup{"-Wp,-x", "-Wp,"},
                    Lookup{"-fplugin=x", "-fplugin="}, Lookup{"-fplugin-arg-x", "-fplugin-arg-"},
                    Lookup{"-fprofile-use=x", "-fprofile"}, Lookup{"-fno-profile", "-fno-profile"},
                    Lookup{"-fPIC", "-f"}, Lookup{"-fno-PIC", "-f"}, Lookup{"-fPICx", nullptr},
                    Lookup{"-fvisibility=x", "-f"}, Lookup{"-fvisibility", nullptr},
                    Lookup{"-mavx2", "-m"}, Lookup{"-mno-avx2", "-m"}, Lookup{"-mavx2=1", nullptr},
                    Lookup{"-march=native", "-march="}, Lookup{"-", nullptr}, Lookup{"", nullptr},
                    Lookup{"-f", nullptr}, Lookup{"-m", nullptr}, Lookup{"zzz", nullptr}));

TEST(OptionTable, InnerOptionsComeBeforeTheDriversOwn) {
  EXPECT_EQ(find_inner_option("-target-cpu")->shape, Shape::separate);
  EXPECT_EQ(find_inner_option("-isystem")->shape, Shape::separate);
  EXPECT_EQ(find_inner_option("-DX")->meaning, Meaning::preprocessor);
}

}  // namespace
}  // namespace distcc
