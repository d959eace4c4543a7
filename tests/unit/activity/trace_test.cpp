// SPDX-License-Identifier: GPL-3.0-or-later
#include "activity/trace.h"

#include <gtest/gtest.h>

#include "unit/activity/records.h"

namespace distcc {
namespace {

JobRecord remote(double began, int slot) {
  JobRecord record = job_between(began, began + 3);
  record.file = "a\"b.c";
  record.spans = {{Phase::startup, 0, 0, "localhost"},
                  {Phase::blocked, 100'000, 0, "localhost"},
                  {Phase::send, 1'000'000, slot, "red"},
                  {Phase::compile, 2'000'000, slot, "red"}};
  return record;
}

std::size_t count(const std::string& text, const std::string& piece) {
  std::size_t found = 0;
  for (std::size_t at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1)) {
    ++found;
  }
  return found;
}

TEST(Trace, HasARowForEachSlotAndAnEventForEachPhase) {
  Builds builds;
  builds.add(remote(0, 0));
  builds.add(remote(0.5, 1));
  const std::string trace = trace_of(*builds.last());
  EXPECT_EQ(count(trace, R"("cat":"phase")"), 8U) << trace;
  EXPECT_EQ(count(trace, R"("name":"a\"b.c","cat":"job")"), 4U) << "on the slot, and before";
  EXPECT_NE(trace.find(R"("name":"thread_name","ph":"M","pid":2,"tid":1,"args":{"name":"slot 1"})"),
            std::string::npos)
      << trace;
  EXPECT_NE(trace.find(R"({"name":"Compile","cat":"phase","ph":"X","ts":2000000,"dur":1000000,)"
                       R"("pid":2,"tid":0})"),
            std::string::npos)
      << trace;
}

TEST(Trace, JobsThatWaitAtOnceHaveRowsOfTheirOwn) {
  Builds builds;
  builds.add(remote(0, 0));
  builds.add(remote(0.5, 1));
  builds.add(remote(5, 0));
  const std::string trace = trace_of(*builds.last());
  EXPECT_EQ(count(trace, R"({"name":"waiting"})"), 2U) << trace;
}

TEST(Trace, ABuildWithoutSpansIsStillATrace) {
  Builds builds;
  builds.add(job_between(0, 1));
  EXPECT_TRUE(trace_of(*builds.last()).starts_with(R"({"displayTimeUnit":"ms","traceEvents":[)"));
}

}  // namespace
}  // namespace distcc
