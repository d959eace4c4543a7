// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/history.h"

#include <gtest/gtest.h>

#include "unit/monitor/snapshots.h"

namespace distcc {
namespace {

Snapshot one_host(const std::string& name, std::vector<RunningJob> jobs) {
  Findings findings;
  findings.hosts = {listed(name)};
  findings.jobs = std::move(jobs);
  return assemble(std::move(findings));
}

TEST(History, CountsJobsByPhaseAndHost) {
  History history(10);
  history.add(one_host(
      "red/3", {job_on("red", 0, Phase::compile, "a.c"), job_on("red", 1, Phase::send, "b.c"),
                job_on("", 0, Phase::blocked, "c.c")}));
  ASSERT_EQ(history.of("red").size(), 1U);
  EXPECT_EQ(history.of("red").back().at(Phase::compile), 1U);
  EXPECT_EQ(history.of("red").back().total(), 2U);
  EXPECT_EQ(history.of_all().back().at(Phase::blocked), 1U);
  EXPECT_TRUE(history.of("blue").empty());
}

TEST(History, ANewHostWasIdleAndAGoneOneIsForgotten) {
  History history(3);
  for (int i = 0; i < 5; ++i) history.add(one_host("red", {}));
  history.add(one_host("blue", {job_on("blue", 0, Phase::compile, "a.c")}));
  EXPECT_TRUE(history.of("red").empty());
  ASSERT_EQ(history.of("blue").size(), 3U);
  EXPECT_EQ(history.of("blue")[1].total(), 0U);
  EXPECT_EQ(history.of("blue")[2].total(), 1U);
}

TEST(History, IsQuietWhenTheLastJobHasLeft) {
  History history(3);
  EXPECT_TRUE(history.is_quiet());
  history.add(one_host("red", {job_on("red", 0, Phase::compile, "a.c")}));
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(history.is_quiet());
    history.add(one_host("red", {}));
  }
  EXPECT_TRUE(history.is_quiet());
}

}  // namespace
}  // namespace distcc
