// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/status_text.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

TEST(StatusText, VersionsAreOrderedByTheirNumbers) {
  const std::pair<const char*, const char*> ascending[] = {
      {"4.0.0", "4.0.1"}, {"4.9.0", "4.10.0"}, {"3.99", "4.0"}, {"4.0", "4.0.1"}, {"", "1"}};
  for (const auto& [older, newer] : ascending) {
    EXPECT_TRUE(is_older(older, newer)) << older;
    EXPECT_FALSE(is_older(newer, older)) << newer;
    EXPECT_FALSE(is_older(older, older)) << older;
  }
}

TEST(StatusText, AnOlderOrReplacedProgramIsOutdated) {
  EXPECT_FALSE(is_outdated(text_of({})));
  EXPECT_FALSE(is_outdated("version: 999.0.0\nprogram: current\n"));
  EXPECT_TRUE(is_outdated("version: 0.1.0\nprogram: current\n"));
  EXPECT_TRUE(is_outdated("version: 999.0.0\nprogram: replaced\n"));
}

TEST(StatusText, CountersAndRefusals) {
  AgentStatus status;
  status.uptime = std::chrono::seconds(61);
  status.counters.answers = 5;
  status.counters.refusals = {{"modules", 2}, {"scan_budget", 1}};
  const std::string text = text_of(status);
  EXPECT_NE(text.find("uptime: 61\nanswers: 5\n"), text.npos) << text;
  EXPECT_NE(text.find("refused modules: 2\nrefused scan_budget: 1\n"), text.npos) << text;
  const std::string json = json_of(status);
  EXPECT_NE(json.find("\"uptime\":61,\"answers\":5,"), json.npos) << json;
  EXPECT_TRUE(json.ends_with("\"refused\":{\"modules\":2,\"scan_budget\":1}}\n")) << json;
}

}  // namespace
}  // namespace distcc
