// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/server_options.h"

#include <gtest/gtest.h>

#include "options/command_line.h"

namespace distcc {
namespace {

const Environment no_environment = Environment::of({});

ServerOptions loaded(const std::vector<std::string>& words) {
  auto options = load_server_options(no_environment, words);
  EXPECT_TRUE(options) << options.error().text;
  return options.value_or(ServerOptions());
}

/// Every row, through every channel that it has.
class ServerRow : public ::testing::TestWithParam<Setting<ServerOptions>> {
 protected:
  using Words = std::vector<std::string>;

  std::string print_after(const Words& words) {
    ServerOptions options;
    const auto read = read_command_line(server_settings(), words, options);
    EXPECT_TRUE(read) << read.error().text;
    return row_.print(options);
  }
  std::string name() const { return std::string(row_.name); }
  std::string letter() const { return cat("-", row_.letter); }

  const Setting<ServerOptions>& row_ = GetParam();
  // A text, a number, a path and a truth value at once.
  const std::string value_ = row_.value == "0|1" ? "0" : "1234";
};

TEST_P(ServerRow, IsTakenThroughEveryChannel) {
  if (!row_.is_option()) {
    ServerOptions options;
    ASSERT_TRUE(read_environment(server_settings(), Environment::of({{name(), value_}}), options));
    EXPECT_EQ(row_.print(options), value_);
    return;
  }
  std::vector<Words> spellings;
  if (row_.value.empty()) {
    spellings = {{name()}};
    if (row_.letter != 0) spellings.push_back({letter()});
  } else {
    spellings = {{name(), value_}, {cat(name(), "=", value_)}};
    if (row_.letter != 0) spellings.push_back({letter(), value_});
    if (row_.letter != 0) spellings.push_back({cat(letter(), value_)});
  }
  for (const Words& words : spellings) {
    EXPECT_EQ(print_after(words), row_.value.empty() ? "set" : value_) << join(words, " ");
  }
}

TEST_P(ServerRow, ChangesNoOtherRow) {
  if (!row_.is_option()) return;
  ServerOptions options;
  const Words words = row_.value.empty() ? Words{name()} : Words{name(), value_};
  ASSERT_TRUE(read_command_line(server_settings(), words, options));
  for (const auto& other : server_settings()) {
    if (other.name == row_.name) continue;
    EXPECT_EQ(other.print(options), other.print(ServerOptions())) << other.name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ServerRow,
                         ::testing::ValuesIn(server_settings().begin(), server_settings().end()),
                         [](const auto& param_info) {
                           std::string name;
                           for (const char c : param_info.param.name) name += c == '-' ? '_' : c;
                           return name;
                         });

struct RefusedCase {
  const char* name;
  std::vector<std::string> words;
  const char* begins;
};

class RefusedOptions : public ::testing::TestWithParam<RefusedCase> {};

TEST_P(RefusedOptions, AreNamedInTheError) {
  const auto options = load_server_options(no_environment, GetParam().words);
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().code, ExitCode::bad_arguments);
  EXPECT_TRUE(options.error().text.starts_with(GetParam().begins)) << options.error().text;
}

INSTANTIATE_TEST_SUITE_P(
    Errors, RefusedOptions,
    ::testing::Values(RefusedCase{"no_jobs", {"-j0"}, "--jobs"},
                      RefusedCase{"negative_jobs", {"--jobs=-2"}, "--jobs"},
                      RefusedCase{"port_too_large", {"-p", "65536"}, "--port"},
                      RefusedCase{"negative_port", {"--port=-1"}, "--port"},
                      RefusedCase{"stats_port", {"--stats-port=70000"}, "--stats-port"},
                      RefusedCase{"sandbox", {"--sandbox=maybe"}, "--sandbox"},
                      RefusedCase{"negative_queue", {"--queue=-1"}, "--queue"},
                      RefusedCase{"request_limit", {"--request-limit=0"}, "--request-limit"},
                      RefusedCase{"unknown", {"--frobnicate"}, "--frobnicate: unknown option"},
                      RefusedCase{"misspelt",
                                  {"--alow=1.2.3.4"},
                                  "--alow: unknown option; did you mean --allow?"}),
    [](const auto& param_info) { return param_info.param.name; });

TEST(ServerOptions, BadVariablesAreNamedInTheError) {
  for (const auto& [name, value] : {std::pair{"DISTCC_IO_TIMEOUT", "0"},
                                    {"DISTCC_CMDLIST_NUMWORDS", "none"},
                                    {"DISTCC_CMDLIST_NUMWORDS", "0"}}) {
    const auto options = load_server_options(Environment::of({{name, value}}), {});
    ASSERT_FALSE(options) << name;
    EXPECT_TRUE(options.error().text.starts_with(name)) << options.error().text;
  }
}

TEST(ServerOptions, StartClosed) {
  const ServerOptions options = loaded({});
  EXPECT_TRUE(options.allow.empty());
  EXPECT_FALSE(options.allow_private.present || options.insecure.present);
  EXPECT_EQ(options.sandbox, "auto");
}

TEST(ServerOptions, KeepTheOldNameOfTheInsecureMode) {
  EXPECT_TRUE(loaded({"--make-me-a-botnet"}).insecure.present);
}

TEST(ServerOptions, AllowIsRepeated) {
  EXPECT_EQ(loaded({"-a", "10.0.0.0/8", "--allow=::1"}).allow,
            (std::vector<std::string>{"10.0.0.0/8", "::1"}));
}

TEST(ServerOptions, TheWizardStaysInFrontAndTalks) {
  const ServerOptions options = loaded({"-W"});
  EXPECT_TRUE(options.daemon.present && options.no_detach.present && options.no_fork.present);
  EXPECT_TRUE(options.log_stderr.present && options.verbose.present);
}

TEST(ServerOptions, TakeTheCommandLinesOfExistingScripts) {
  // Debian's boot script, Gentoo's conf.d, and what an ssh client starts.
  const ServerOptions debian =
      loaded({"--pid-file=/var/run/distccd.pid", "--log-file=/var/log/distccd.log", "--daemon",
              "--allow", "127.0.0.1", "--listen", "127.0.0.1", "--nice", "10", "--jobs", "8",
              "--zeroconf", "--user", "distccd"});
  EXPECT_EQ(debian.user, "distccd");
  EXPECT_EQ(debian.jobs, 8);
  const ServerOptions gentoo =
      loaded({"--port", "3632", "--log-level", "notice", "--allow", "192.168.0.0/24", "-N", "15"});
  EXPECT_EQ(gentoo.nice, 15);
  const ServerOptions ssh = loaded({"--inetd", "--enable-tcp-insecure"});
  EXPECT_TRUE(ssh.inetd.present && ssh.insecure.present);
}

}  // namespace
}  // namespace distcc
