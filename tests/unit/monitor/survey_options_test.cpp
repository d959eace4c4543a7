// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/survey_options.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

SurveyOptions parsed(const std::vector<std::string>& words) {
  const auto options = parse_survey_options(words);
  EXPECT_TRUE(options);
  return options.value_or(SurveyOptions());
}

TEST(SurveyOptions, WithoutWordsTheNamesAreNumbered) {
  const SurveyOptions options = parsed({});
  EXPECT_EQ(options.names, std::vector<std::string>{"distcc%d"});
  EXPECT_TRUE(options.is_pattern);
}

TEST(SurveyOptions, TakeSwitches) {
  const SurveyOptions options = parsed({"-l", "-n", "-x", "-d", "-v"});
  EXPECT_TRUE(options.show_latency && options.show_address && options.show_down);
  EXPECT_TRUE(options.append_domain && options.verbose);
}

TEST(SurveyOptions, TakeGluedNumbers) {
  const SurveyOptions options =
      parsed({"-t1", "-h2", "-c3", "-k4", "-m5", "-o6", "-g7", "-r8", "-P3"});
  EXPECT_EQ(options.limit_s, 1);
  EXPECT_EQ(options.lookup_retry_ms, 2);
  EXPECT_EQ(options.connect_ms, 3);
  EXPECT_EQ(options.compile_ms, 4);
  EXPECT_EQ(options.address_bits, 5);
  EXPECT_EQ(options.lookups_ahead, 6);
  EXPECT_EQ(options.missing_tolerated, 7);
  EXPECT_EQ(options.port, 8);
  EXPECT_EQ(options.protocol, 3);
}

TEST(SurveyOptions, EndAtTheFirstOperand) {
  const SurveyOptions options = parsed({"-l", "hosta", "-n"});
  EXPECT_EQ(options.names, (std::vector<std::string>{"hosta", "-n"}));
  EXPECT_FALSE(options.show_address);
  EXPECT_FALSE(options.is_pattern);
}

TEST(SurveyOptions, ATestCompileNeedsACompilerAndTime) {
  EXPECT_FALSE(parsed({}).wants_test_compile());
  EXPECT_TRUE(parsed({"-pgcc"}).wants_test_compile());
  EXPECT_FALSE(parsed({"-pgcc", "-k0"}).wants_test_compile());
  EXPECT_FALSE(parsed({"-pgcc", "-c0"}).wants_test_compile());
}

class WrongWord : public ::testing::TestWithParam<const char*> {};

TEST_P(WrongWord, IsRefused) {
  EXPECT_FALSE(parse_survey_options({GetParam(), "host"}));
}

INSTANTIATE_TEST_SUITE_P(Words, WrongWord,
                         ::testing::Values("--help", "-", "--", "-z", "-r", "-r0", "-r65536",
                                           "-rabc", "-r80x", "-m32", "-m-1", "-P0", "-P4", "-t-1",
                                           "-c-1", "-g-1", "-p", "-lx", "-l5", "-vx", "-tt"));

TEST(SurveyOptions, APatternStandsAlone) {
  EXPECT_FALSE(parse_survey_options({"rack%d", "host"}));
  EXPECT_TRUE(parsed({"rack%d.example"}).is_pattern);
}

TEST(SurveyUsage, NamesEveryOptionWithItsDefault) {
  const std::string usage = survey_usage();
  for (const char* words : {"-l ",  "-n ",   "-x ",    "-d ",    "-v ",     "-tSECONDS", "[7]",
                            "-hMS", "[500]", "-cMS",   "[900]",  "-kMS",    "[1500]",    "-mBITS",
                            "-oN",  "-gN",   "-rPORT", "[3632]", "-P1|2|3", "-pCOMPILER"}) {
    EXPECT_NE(usage.find(words), usage.npos) << words;
  }
}

}  // namespace
}  // namespace distcc
