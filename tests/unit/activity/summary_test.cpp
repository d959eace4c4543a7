// SPDX-License-Identifier: GPL-3.0-or-later
#include "activity/summary.h"

#include <gtest/gtest.h>

#include "unit/activity/records.h"

namespace distcc {
namespace {

TEST(Summary, SaysWhatRanWhereAndWhyTheRestDidNot) {
  Builds builds;
  JobRecord red = job_between(0, 2, "red/4");
  red.sent = 1'500'000;
  red.received = 100'000;
  JobRecord link = job_between(2, 3, "localhost");
  JobRecord fallen = job_between(2, 4.25, "localhost");
  fallen.outcome = Outcome::hosts_failed;
  fallen.subject = "blue: \x1b[31mConnection refused";
  fallen.exit_code = 1;
  for (const JobRecord& job : {red, link, fallen}) builds.add(job);

  const std::string text = summary_text(*builds.last());
  EXPECT_TRUE(text.starts_with(
      "distcc: 3 jobs in 4.2 s: 1 on hosts, 1 here by rule, 1 here after trouble, 1 failed\n"))
      << text;
  EXPECT_NE(text.find("  red/4      1 job, 2.0 s of work, 1.5 MB sent, 0.1 MB received\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  localhost  2 jobs, "), std::string::npos) << text;
  EXPECT_NE(text.find("  1 not_a_compile: does not compile"), std::string::npos) << text;
  EXPECT_NE(text.find("  1 hosts_failed: "), std::string::npos) << text;
  EXPECT_NE(text.find("(blue: ?[31mConnection refused)"), std::string::npos) << text;
}

TEST(Summary, HasNoReasonsWhenAllWentToHosts) {
  Builds builds;
  builds.add(job_between(0, 1));
  EXPECT_EQ(summary_text(*builds.last()),
            "distcc: 1 job in 1.0 s: 1 on hosts, 0 here by rule, 0 here after trouble\n"
            "  red/4  1 job, 1.0 s of work\n");
}

}  // namespace
}  // namespace distcc
