// SPDX-License-Identifier: GPL-3.0-or-later
#include "activity/builds.h"

#include <gtest/gtest.h>

#include "unit/activity/records.h"

namespace distcc {
namespace {

JobRecord named(std::string build, double began, double ended) {
  JobRecord record = job_between(began, ended);
  record.build = std::move(build);
  return record;
}

TEST(Builds, JobsOfOneSessionAreOneBuild) {
  Builds builds;
  builds.add(job_between(0, 2));
  builds.add(job_between(61, 63));
  ASSERT_EQ(builds.all().size(), 1U);
  EXPECT_EQ(builds.last()->jobs.size(), 2U);
  EXPECT_EQ(builds.last()->ended - builds.last()->began, 63'000'000);
}

TEST(Builds, ALongPauseBeginsAnother) {
  Builds builds;
  builds.add(job_between(0, 2));
  builds.add(job_between(63, 64));
  ASSERT_EQ(builds.all().size(), 2U);
  EXPECT_NE(builds.all()[0].name, builds.all()[1].name);
}

TEST(Builds, ALongJobIsNoPause) {
  Builds builds;
  builds.add(job_between(0, 1));
  builds.add(job_between(1, 500));
  builds.add(job_between(499, 501));
  EXPECT_EQ(builds.all().size(), 1U);
}

TEST(Builds, SessionsAreKeptApart) {
  Builds builds;
  JobRecord other = job_between(0, 1);
  other.session = 8;
  builds.add(job_between(0, 1));
  builds.add(other);
  builds.add(job_between(1, 2));
  ASSERT_EQ(builds.all().size(), 2U);
  EXPECT_EQ(builds.last()->jobs.size(), 2U) << "the one with the newest job comes last";
}

TEST(Builds, NamesCountMoreThanSessionsAndPauses) {
  Builds builds;
  builds.add(named("one", 0, 1));
  builds.add(named("two", 1, 2));
  builds.add(job_between(2, 3));
  builds.add(named("one", 900, 901));
  ASSERT_EQ(builds.all().size(), 3U);
  ASSERT_NE(builds.called("one"), nullptr);
  EXPECT_EQ(builds.called("one")->jobs.size(), 2U);
  EXPECT_EQ(builds.last(), builds.called("one"));
  EXPECT_EQ(builds.called("three"), nullptr);
}

TEST(Builds, KeepsTheNewest) {
  Builds builds(2);
  for (const char* name : {"one", "two", "three"}) builds.add(named(name, 0, 1));
  EXPECT_EQ(builds.all().size(), 2U);
  EXPECT_EQ(builds.called("one"), nullptr);
}

TEST(Builds, LetGoOfTheOldestJobs) {
  Builds builds(10, 4);
  for (int i = 0; i < 3; ++i) builds.add(named("first", i, i + 1));
  for (int i = 3; i < 9; ++i) builds.add(named("second", i, i + 1));
  ASSERT_EQ(builds.all().size(), 1U);
  const Build& last = *builds.last();
  EXPECT_EQ(last.name, "second");
  EXPECT_LE(last.jobs.size(), 4U);
  EXPECT_EQ(last.dropped + last.jobs.size(), 6U);
  EXPECT_GT(last.jobs.back().began, last.jobs.front().began);
}

TEST(Totals, CountByPlaceOutcomeAndHost) {
  JobRecord failed = job_between(0, 3, "localhost");
  failed.exit_code = 1;
  JobRecord sent = job_between(1, 2);
  sent.sent = 10;
  sent.received = 20;
  const std::vector<JobRecord> jobs = {job_between(0, 2), sent, failed};
  const Totals totals = totals_of(jobs);
  EXPECT_EQ(totals.jobs, 3U);
  EXPECT_EQ(totals.failed, 1U);
  EXPECT_EQ(totals.by_place.at(Place::on_a_host), 2U);
  EXPECT_EQ(totals.by_outcome.at(Outcome::not_a_compile), 1U);
  EXPECT_EQ(totals.by_host.at("red/4").jobs, 2U);
  EXPECT_EQ(totals.by_host.at("red/4").busy, 3'000'000);
  EXPECT_EQ(totals.by_host.at("red/4").received, 20U);
}

TEST(Totals, WaitingForASlotIsNoWork) {
  JobRecord record = job_between(0, 10);
  record.spans = {{Phase::startup, 0, 0, "localhost"},
                  {Phase::blocked, 1'000'000, 0, "localhost"},
                  {Phase::compile, 7'000'000, 0, "red"}};
  EXPECT_EQ(working_time(record), 4'000'000);
  record.spans = {{Phase::blocked, 2'000'000, 0, "localhost"}};
  EXPECT_EQ(working_time(record), 2'000'000);
  record.spans = {{Phase::blocked, 50'000'000, 0, "localhost"}, {Phase::done, 1, 0, ""}};
  EXPECT_LE(working_time(record), record.lasted) << "nonsense from a file stays within bounds";
}

}  // namespace
}  // namespace distcc
