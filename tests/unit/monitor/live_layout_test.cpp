// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/live_layout.h"

#include <gtest/gtest.h>

#include "unit/monitor/snapshots.h"

namespace distcc {
namespace {

std::string text_of(const LivePicture& picture) {
  std::string text;
  for (const Line& line : picture.frame) text += line.text() + "\n";
  return text;
}

bool has(const LivePicture& picture, std::string_view piece) {
  return text_of(picture).find(piece) != std::string::npos;
}

Snapshot small_build() {
  Builds builds;
  for (int i = 0; i < 20; ++i) builds.add(ended_job(20 + i, Outcome::compiled_remotely, "red/3"));
  builds.add(ended_job(40, Outcome::hosts_failed, "localhost"));
  Findings findings;
  findings.directory = "/home/user/.distcc";
  findings.at = 41'000'000;
  findings.local_slots = 2;
  findings.hosts = {listed("red/3"), listed("blue/2", true)};
  findings.jobs = {job_on("red", 2, Phase::compile, "walk.cpp", 2.25),
                   job_on("red", 0, Phase::receive, "tree.cpp", 7.5),
                   job_on("localhost", 0, Phase::blocked, "late.cpp", 0.1)};
  findings.build = builds.last();
  findings.totals = totals_of(builds.last()->jobs);
  return assemble(std::move(findings));
}

TEST(LiveLayout, ShowsHostsJobsAndTotals) {
  const LivePicture picture = lay_out(small_build(), {80, 24}, {});
  EXPECT_TRUE(has(picture, "2 of 7 slots, 1 waiting, 1.0 jobs/s")) << text_of(picture);
  EXPECT_TRUE(has(picture, "21 jobs in 21.5 s: 20 on hosts, 0 here by rule, 1 after trouble"));
  EXPECT_TRUE(has(picture, "compiled_remotely 20  hosts_failed 1"));
  EXPECT_TRUE(has(picture, "red              2/3      20  r.C\n")) << text_of(picture);
  EXPECT_TRUE(has(picture, "blue             0/2       0  backed off ..\n"));
  EXPECT_TRUE(has(picture, "localhost        0/2       1  ..\n"));
  const std::string text = text_of(picture);
  EXPECT_LT(text.find("tree.cpp"), text.find("walk.cpp")) << "the slowest first";
  EXPECT_LT(text.find("walk.cpp"), text.find("late.cpp")) << "who waits comes last";
  EXPECT_TRUE(has(picture, "    2.2  Compile")) << text;
  EXPECT_TRUE(has(picture, "red[2]"));
}

TEST(LiveLayout, FitsEveryWindow) {
  for (const auto& snapshot : {small_build(), many_hosts(100), Snapshot()}) {
    for (const std::size_t columns : {0, 1, 5, 20, 39, 40, 60, 80, 200}) {
      for (const std::size_t rows : {0, 1, 2, 5, 8, 24, 300}) {
        const LivePicture picture = lay_out(snapshot, {columns, rows}, {7, rows % 2 == 0});
        ASSERT_LE(picture.frame.size(), rows);
        for (const Line& line : picture.frame) ASSERT_LE(line.cells(), columns) << line.text();
      }
    }
  }
}

TEST(LiveLayout, ManyHostsShowTheBusiestFirst) {
  const LivePicture picture = lay_out(many_hosts(100), {100, 40}, {});
  const std::string text = text_of(picture);
  const std::size_t busiest = text.find("node-99.build.example");
  EXPECT_LT(busiest, text.find("node-0.build.example")) << text;
  EXPECT_EQ(text.find("node-1.build.example"), std::string::npos) << "an idle host";
  EXPECT_TRUE(has(picture, " more, ")) << text;
  EXPECT_TRUE(has(picture, "8/8")) << text;
}

TEST(LiveLayout, AllHostsComeInTheOrderOfTheListAndScroll) {
  const Snapshot snapshot = many_hosts(100);
  const LivePicture top = lay_out(snapshot, {100, 40}, {0, true});
  EXPECT_TRUE(has(top, "node-1.build.example"));
  EXPECT_FALSE(has(top, "node-99.build.example "));
  const LivePicture below = lay_out(snapshot, {100, 40}, {top.scroll_limit, true});
  EXPECT_FALSE(has(below, "node-1.build.example "));
  const LivePicture beyond = lay_out(snapshot, {100, 40}, {100000, true});
  EXPECT_EQ(text_of(beyond), text_of(below));
}

TEST(LiveLayout, ASlotBeyondAllReasonTakesNoSpace) {
  Findings findings;
  findings.hosts = {listed("red/2000000000")};
  findings.jobs = {job_on("red", 1999999999, Phase::compile, "a.c"),
                   job_on("red", -5, Phase::send, "b.c")};
  const LivePicture picture = lay_out(assemble(findings), {60, 24}, {});
  EXPECT_TRUE(has(picture, "2/200000~")) << text_of(picture);
  EXPECT_TRUE(has(picture, "Cs...") || has(picture, "sC...")) << text_of(picture);
}

TEST(Drawing, IsOneFrameWithoutClearing) {
  const Frame frame{Line().add(Style::bad, "down").add(Style::plain, " host"), Line()};
  const std::string coloured = drawing(frame, {80, 24}, true);
  EXPECT_TRUE(coloured.starts_with("\x1b[?2026h\x1b[H"));
  EXPECT_NE(coloured.find("\x1b[0;31mdown\x1b[0m host\x1b[0m\x1b[K\r\n"), std::string::npos);
  EXPECT_EQ(coloured.find("\x1b[2J"), std::string::npos);
  const std::string plain = drawing(frame, {80, 24}, false);
  EXPECT_EQ(plain.find("\x1b[0;3"), std::string::npos) << "NO_COLOR";
  const std::string narrow = drawing(frame, {4, 1}, false);
  EXPECT_EQ(narrow, "\x1b[?2026h\x1b[H\x1b[0mdown\x1b[0m\x1b[?2026l");
}

}  // namespace
}  // namespace distcc
