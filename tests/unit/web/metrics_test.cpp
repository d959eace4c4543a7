// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/metrics.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

TEST(Metrics, AreLinesThatPrometheusReads) {
  MetricsText text;
  text.counter("a_total", "All a.", 7).gauge("b", "How much b.", 0.25);
  text.metric("c", MetricsText::Type::gauge, "By kind.");
  text.sample({{"kind", "x"}, {"where", "y"}}, std::uint64_t{3});
  EXPECT_EQ(text.text(),
            "# HELP a_total All a.\n# TYPE a_total counter\na_total 7\n"
            "# HELP b How much b.\n# TYPE b gauge\nb 0.25\n"
            "# HELP c By kind.\n# TYPE c gauge\nc{kind=\"x\",where=\"y\"} 3\n");
}

TEST(Metrics, EscapeWhatStrangersNamed) {
  MetricsText text;
  text.metric("c", MetricsText::Type::gauge, "c");
  text.sample({{"host", "a\"b\\c\nd\xff"}}, std::uint64_t{1});
  EXPECT_TRUE(text.text().ends_with("c{host=\"a\\\"b\\\\c d\xEF\xBF\xBD\"} 1\n")) << text.text();
  MetricsText other;
  other.metric("c", MetricsText::Type::gauge, "c");
  other.sample({{"host", std::string(1000, 'x')}}, std::uint64_t{1});
  EXPECT_LT(other.text().size(), 200U);
}

TEST(DurationHistogram, CountsUpToEachBound) {
  DurationHistogram durations;
  for (const double seconds : {0.01, 0.05, 0.7, 1000.0}) durations.record(seconds);
  MetricsText text;
  text.histogram("d_seconds", "d", durations);
  for (const char* line : {"# TYPE d_seconds histogram\n", "d_seconds_bucket{le=\"0.05\"} 2\n",
                           "d_seconds_bucket{le=\"0.5\"} 2\n", "d_seconds_bucket{le=\"1\"} 3\n",
                           "d_seconds_bucket{le=\"300\"} 3\n", "d_seconds_bucket{le=\"+Inf\"} 4\n",
                           "d_seconds_sum 1000.76\n", "d_seconds_count 4\n"}) {
    EXPECT_NE(text.text().find(line), std::string::npos) << line << text.text();
  }
}

TEST(BoundedCounts, PutTheRestTogether) {
  BoundedCounts counts(2);
  for (const char* word : {"gcc", "g++", "clang", "gcc", "cc"}) counts.add(word);
  EXPECT_EQ(counts.all(),
            (std::map<std::string, std::uint64_t>{{"g++", 1}, {"gcc", 2}, {"other", 2}}));
}

}  // namespace
}  // namespace distcc
