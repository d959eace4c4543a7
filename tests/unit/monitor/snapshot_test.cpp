// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/snapshot.h"

#include <gtest/gtest.h>

#include "monitor/watch.h"
#include "unit/monitor/snapshots.h"

namespace distcc {
namespace {

std::string names(const Snapshot& snapshot) {
  std::string text;
  for (const HostNow& host : snapshot.hosts) {
    text += cat(host.name, ':', host.jobs.size(), '/', host.slots, ' ', host_state_name(host.state),
                "; ");
  }
  return text;
}

TEST(Snapshot, PutsJobsOnTheHostsOfTheList) {
  Findings findings;
  findings.hosts = {listed("red/3"), listed("blue:3633,lzo", true), listed("old,down"),
                    listed("user@green/2")};
  findings.jobs = {job_on("green", 0, Phase::compile, "a.c"), job_on("red", 1, Phase::send, "b.c"),
                   job_on("stranger", 0, Phase::compile, "c.c")};
  EXPECT_EQ(names(assemble(findings)),
            "red:1/3 usable; blue:0/4 backed off; old:0/0 down; green:1/2 usable; "
            "stranger:1/0 unlisted; ");
}

TEST(Snapshot, AddsUpEntriesOfOneName) {
  Findings findings;
  findings.hosts = {listed("127.0.0.1:3001/2", true), listed("127.0.0.1:3002/3")};
  const Snapshot snapshot = assemble(findings);
  EXPECT_EQ(names(snapshot), "127.0.0.1:0/5 usable; ");
  EXPECT_EQ(snapshot.slots(), 5);
}

TEST(Snapshot, WhoHasNoSlotYetIsOnNoHost) {
  Findings findings;
  findings.local_slots = 2;
  findings.jobs = {
      job_on("localhost", 0, Phase::startup, "a.c"), job_on("localhost", 0, Phase::blocked, "b.c"),
      job_on("", 0, Phase::preprocess, "c.c"), job_on("localhost", 0, Phase::compile, "d.c")};
  const Snapshot snapshot = assemble(findings);
  EXPECT_EQ(snapshot.waiting.size(), 3U);
  EXPECT_EQ(names(snapshot), "localhost:1/2 unlisted; ");
  EXPECT_EQ(snapshot.running(), 1U);
}

TEST(Snapshot, CountsTheBuild) {
  Builds builds;
  for (int i = 0; i < 30; ++i) {
    builds.add(ended_job(20 + 0.5 * i, Outcome::compiled_remotely, "red:3700/2,lzo"));
  }
  builds.add(ended_job(35, Outcome::not_a_compile, "localhost"));
  Findings findings;
  findings.at = 36'000'000;
  findings.hosts = {listed("red:3700/2,lzo")};
  findings.build = builds.last();
  findings.totals = totals_of(builds.last()->jobs);
  const Snapshot snapshot = assemble(findings);
  EXPECT_EQ(snapshot.hosts[0].done, 30U);
  EXPECT_EQ(snapshot.hosts[0].busy, 15'000'000);
  EXPECT_EQ(snapshot.hosts[1].name, "localhost");
  EXPECT_DOUBLE_EQ(snapshot.build_seconds, 16.5);
  EXPECT_DOUBLE_EQ(snapshot.rate, 1.9);  // 18 of 26 to 34.5 s, and the link, in ten seconds

  findings.at = 500'000'000;  // long after, the clock of the build stands
  EXPECT_DOUBLE_EQ(assemble(findings).build_seconds, 15.5);
  EXPECT_DOUBLE_EQ(assemble(findings).rate, 0);
}

TEST(Snapshot, IsOneJsonDocument) {
  Findings findings;
  findings.directory = "/home/\"user\"";
  findings.at = 1'500'000;
  findings.hosts = {listed("red/3")};
  findings.jobs = {job_on("red", 2, Phase::compile, "a\n.c"), job_on("", 0, Phase::blocked, "b.c")};
  EXPECT_EQ(snapshot_json(assemble(findings)),
            R"({"directory":"/home/\"user\"","at":1.500,"hosts":[{"name":"red","state":"usable",)"
            R"("slots":3,"ended":0,"busy_seconds":0.000,"jobs":[{"pid":4002,"file":"a\n.c",)"
            R"("phase":"Compile","slot":2,"seconds":1.000}]}],"waiting":[{"pid":4000,)"
            R"("file":"b.c","phase":"Blocked","slot":0,"seconds":1.000}]})");
}

TEST(WatchedPlace, AnotherUsersDirectoryHasItsOwnHostList) {
  const auto own = Environment::of({{"HOME", "/"}, {"DISTCC_HOSTS", "red"}});
  EXPECT_EQ(watched_place(own, "")->directory, "//.distcc");
  EXPECT_TRUE(watched_place(own, "")->environment.has("DISTCC_HOSTS"));
  const auto other = watched_place(own, "/tmp");
  ASSERT_TRUE(other);
  EXPECT_EQ(other->directory, "/tmp");
  EXPECT_FALSE(other->environment.has("DISTCC_HOSTS"));
  EXPECT_EQ(watched_place(own, "/nowhere/at/all").error().code, ExitCode::io_error);
  EXPECT_EQ(watched_place(Environment::of({}), "").error().code, ExitCode::bad_arguments);
}

}  // namespace
}  // namespace distcc
