// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/command_line.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

struct Sample {
  std::string text;
  std::optional<std::string> maybe_text;
  bool flag = true;
  Presence there;
  int number = 5;
  std::optional<int> maybe_number;
  std::chrono::seconds time{60};
  std::vector<std::string> many;
  std::string variable;
};

constexpr Setting<Sample> rows[] = {
    setting<&Sample::text>({"--text", 't', "TEXT", "", "text", ""}),
    setting<&Sample::maybe_text>({"--maybe-text", 0, "TEXT", "", "text", ""}),
    setting<&Sample::flag>({"--flag", 'f', "0|1", "1", "flag", ""}),
    setting<&Sample::there>({"--there", 'h', "", "", "switch", ""}),
    setting<&Sample::number>({"--number", 'n', "N", "5", "number", ""}),
    setting<&Sample::maybe_number>({"--maybe-number", 0, "N", "", "number", ""}),
    setting<&Sample::time>({"--time", 0, "SECONDS", "60", "time", ""}),
    setting<&Sample::many>({"--many", 'm', "TEXT", "", "texts", ""}),
    setting<&Sample::variable>({"SAMPLE", 0, "TEXT", "", "variable", ""}),
};

std::span<const Setting<Sample>> table() {
  return rows;
}

struct WordsCase {
  const char* name;
  std::vector<std::string> words;
  const char* line;  ///< that show_config must hold
};

class GoodWords : public ::testing::TestWithParam<WordsCase> {};

TEST_P(GoodWords, SetTheField) {
  Sample sample;
  const auto read = read_command_line(table(), GetParam().words, sample);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_NE(cat("\n", show_config(table(), sample)).find(cat("\n", GetParam().line, "\n")),
            std::string::npos)
      << show_config(table(), sample);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, GoodWords,
    ::testing::Values(WordsCase{"long_and_word", {"--text", "a"}, "--text=a"},
                      WordsCase{"long_and_equals", {"--text=a"}, "--text=a"},
                      WordsCase{"equals_in_the_value", {"--text=a=b"}, "--text=a=b"},
                      WordsCase{"nothing_after_equals", {"--text=a", "--text="}, "--text="},
                      WordsCase{"letter_and_word", {"-t", "a"}, "--text=a"},
                      WordsCase{"letter_glued", {"-ta"}, "--text=a"},
                      WordsCase{"value_with_a_dash", {"--text", "--there"}, "--text=--there"},
                      WordsCase{"the_last_one_wins", {"-ta", "--text=b"}, "--text=b"},
                      WordsCase{"optional_text", {"--maybe-text", ""}, "--maybe-text="},
                      WordsCase{"flag_off", {"-f0"}, "--flag=0"},
                      WordsCase{"flag_with_nonsense", {"--flag=yes"}, "--flag=1"},
                      WordsCase{"switch_long", {"--there"}, "--there=set"},
                      WordsCase{"switch_letter", {"-h"}, "--there=set"},
                      WordsCase{"switch_not_given", {}, "--there=(not set)"},
                      WordsCase{"number", {"-n12"}, "--number=12"},
                      WordsCase{"number_negative", {"--number", "-12"}, "--number=-12"},
                      WordsCase{"number_zero", {"--number=0"}, "--number=0"},
                      WordsCase{"optional_number", {"--maybe-number=0"}, "--maybe-number=0"},
                      WordsCase{"optional_number_unset", {}, "--maybe-number=(not set)"},
                      WordsCase{"time", {"--time", "7"}, "--time=7"},
                      WordsCase{"many", {"-ma", "--many=b", "--many", "c"}, "--many=a b c"},
                      WordsCase{"operands_are_ignored", {"x", "-n1", "y", "-", "--"}, "--number=1"},
                      WordsCase{"variables_are_no_options", {"SAMPLE=x"}, "SAMPLE="}),
    [](const auto& param_info) { return param_info.param.name; });

struct ErrorCase {
  const char* name;
  std::vector<std::string> words;
  const char* error;
};

class BadWords : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(BadWords, AreExplained) {
  Sample sample;
  const auto read = read_command_line(table(), GetParam().words, sample);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().text, GetParam().error);
  EXPECT_EQ(read.error().code, ExitCode::bad_arguments);
}

INSTANTIATE_TEST_SUITE_P(
    Errors, BadWords,
    ::testing::Values(
        ErrorCase{"unknown", {"--completely-other"}, "--completely-other: unknown option"},
        ErrorCase{"misspelt", {"--txet=5"}, "--txet: unknown option; did you mean --text?"},
        ErrorCase{"shortened", {"--numbe", "5"}, "--numbe: unknown option; did you mean --number?"},
        ErrorCase{"variable_as_option",
                  {"--SAMPLE"},
                  "--SAMPLE: unknown option; did you mean "
                  "SAMPLE?"},
        ErrorCase{"no_value", {"--text"}, "--text: needs a value"},
        ErrorCase{"no_value_for_a_letter", {"-t"}, "-t: needs a value"},
        ErrorCase{"value_for_a_switch", {"--there=1"}, "--there=1: takes no value"},
        ErrorCase{"glued_to_a_switch", {"-hx"}, "-hx: takes no value"},
        ErrorCase{"not_a_number", {"-n", "many"}, "--number: many is not a valid N"},
        ErrorCase{"half_a_number", {"--number=5x"}, "--number: 5x is not a valid N"},
        ErrorCase{"empty_number", {"--number="}, "--number:  is not a valid N"},
        ErrorCase{"too_large", {"--number=4294967296"}, "--number: 4294967296 is not a valid N"},
        ErrorCase{"time_too_large",
                  {"--time=99999999999"},
                  "--time: 99999999999 is not a valid SECONDS"}),
    [](const auto& param_info) { return param_info.param.name; });

TEST(CommandLine, AnErrorStopsTheReading) {
  Sample sample;
  EXPECT_FALSE(read_command_line(table(), {"-n1", "--bogus", "-n2"}, sample));
  EXPECT_EQ(sample.number, 1);
}

TEST(ReadEnvironment, TakesVariablesAndNotOptions) {
  Sample sample;
  ASSERT_TRUE(read_environment(
      table(), Environment::of({{"SAMPLE", "value"}, {"--text", "no"}, {"OTHER", "no"}}), sample));
  EXPECT_EQ(sample.variable, "value");
  EXPECT_EQ(sample.text, "");
}

TEST(NearestName, IsEmptyWhenNothingIsNear) {
  EXPECT_EQ(nearest_name("--zzzzzzzz", texts_of(table())), "");
  EXPECT_EQ(nearest_name("--tim", texts_of(table())), "--time");
}

TEST(ShowConfig, CanBeReadBack) {
  Sample sample;
  ASSERT_TRUE(read_command_line(
      table(), {"-ta b", "--maybe-text=x", "-f0", "-n-3", "--maybe-number=9", "--time=1", "-mone"},
      sample));
  const std::string shown = show_config(table(), sample);
  std::vector<std::string> words;
  for (const std::string_view line : split_fields(shown, '\n')) {
    if (line.starts_with("--") && !line.starts_with("--there=")) words.emplace_back(line);
  }
  Sample again;
  ASSERT_TRUE(read_command_line(table(), words, again));
  EXPECT_EQ(show_config(table(), again), shown);
}

}  // namespace
}  // namespace distcc
