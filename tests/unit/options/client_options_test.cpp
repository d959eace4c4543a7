// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/client_options.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

using Variables = std::map<std::string, std::string>;

struct VariableCase {
  const char* name;
  const char* value;
  const char* shown;  ///< by --show-config
};

class Variable : public ::testing::TestWithParam<VariableCase> {};

TEST_P(Variable, IsTaken) {
  const auto options = load_client_options(
      Environment::of({{GetParam().name, GetParam().value}, {"HOME", "/home/me"}}));
  ASSERT_TRUE(options) << options.error().text;
  const std::string line = cat("\n", GetParam().name, "=", GetParam().shown, "\n");
  const std::string shown = show_config(client_settings(), *options);
  EXPECT_NE(cat("\n", shown).find(line), std::string::npos) << shown;
}

INSTANTIATE_TEST_SUITE_P(Values, Variable,
                         ::testing::Values(VariableCase{"DISTCC_HOSTS", "red blue/3", "red blue/3"},
                                           VariableCase{"DISTCC_HOSTS", "", ""},
                                           VariableCase{"DISTCC_DIR", "/srv/distcc", "/srv/distcc"},
                                           VariableCase{"DISTCC_DIR", "", "/home/me/.distcc"},
                                           VariableCase{"DISTCC_VERBOSE", "1", "1"},
                                           VariableCase{"DISTCC_VERBOSE", "2", "0"},
                                           VariableCase{"DISTCC_VERBOSE", "yes", "0"},
                                           VariableCase{"DISTCC_LOG", "/tmp/log", "/tmp/log"},
                                           VariableCase{"UNCACHED_ERR_FD", "7", "7"},
                                           VariableCase{"DISTCC_FALLBACK", "0", "0"},
                                           VariableCase{"DISTCC_FALLBACK", "no", "1"},
                                           VariableCase{"DISTCC_SKIP_LOCAL_RETRY", "", "set"},
                                           VariableCase{"DISTCC_SKIP_LOCAL_RETRY", "0", "set"},
                                           VariableCase{"DISTCC_BACKOFF_PERIOD", "0", "0"},
                                           VariableCase{"DISTCC_IO_TIMEOUT", "1", "1"},
                                           VariableCase{"DISTCC_PAUSE_TIME_MSEC", "0", "0"},
                                           VariableCase{"DISTCC_SAVE_TEMPS", "1", "1"},
                                           VariableCase{"DISTCC_TCP_CORK", "0", "0"},
                                           VariableCase{"DISTCC_SSH", "ssh -p 22", "ssh -p 22"},
                                           VariableCase{"DISTCC_SSH", "", "ssh"},
                                           VariableCase{"DISTCC_NO_REWRITE_CROSS", "1", "set"}));

struct BadVariableCase {
  const char* name;
  const char* value;
};

class BadVariable : public ::testing::TestWithParam<BadVariableCase> {};

TEST_P(BadVariable, IsNamedInTheError) {
  const auto options = load_client_options(Environment::of({{GetParam().name, GetParam().value}}));
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().code, ExitCode::bad_arguments);
  EXPECT_TRUE(options.error().text.starts_with(GetParam().name)) << options.error().text;
}

INSTANTIATE_TEST_SUITE_P(Values, BadVariable,
                         ::testing::Values(BadVariableCase{"DISTCC_IO_TIMEOUT", "0"},
                                           BadVariableCase{"DISTCC_IO_TIMEOUT", "-1"},
                                           BadVariableCase{"DISTCC_IO_TIMEOUT", "soon"},
                                           BadVariableCase{"DISTCC_BACKOFF_PERIOD", "1m"},
                                           BadVariableCase{"DISTCC_PAUSE_TIME_MSEC", "x"}));

TEST(ClientOptions, EveryVariableIsRead) {
  for (const auto& row : client_settings()) {
    const auto options = load_client_options(Environment::of({{std::string(row.name), "1"}}));
    ASSERT_TRUE(options) << options.error().text;
    const std::string shown = row.print(*options);
    EXPECT_TRUE(shown == "1" || shown == "set") << row.name << "=" << shown;
  }
}

TEST(ClientOptions, AnEmptyHostListIsNotNone) {
  EXPECT_EQ(load_client_options(Environment::of({}))->hosts, std::nullopt);
  EXPECT_EQ(load_client_options(Environment::of({{"DISTCC_HOSTS", ""}}))->hosts, "");
}

TEST(ClientOptions, WithoutHomeThereIsNoDirectory) {
  EXPECT_EQ(load_client_options(Environment::of({}))->directory, "");
  EXPECT_EQ(load_client_options(Environment::of({{"HOME", ""}}))->directory, "");
}

}  // namespace
}  // namespace distcc
