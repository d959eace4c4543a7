// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/build_document.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "agent/agent_metrics.h"
#include "base/text.h"

namespace distcc {
namespace {

class BuildDocument : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(directory_); }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void append(const std::string& build, int jobs, Outcome outcome = Outcome::compiled_remotely) {
    for (int i = 0; i < jobs; ++i) {
      JobRecord record;
      record.began = 1'000'000'000 + ++number_ * 1000;
      record.lasted = 5000;
      record.session = 7;
      record.build = build;
      record.outcome = outcome;
      record.host = "red:3000/4,lzo";
      record.file = cat("file", number_, "\"<b>.c");
      record.spans = {{Phase::blocked, 0, 0, "localhost"}, {Phase::compile, 2000, 3, "red"}};
      append_to_journal(directory_, record);
    }
  }

  bool says(const BuildQuestion& question, std::string_view text) {
    feed_.read_new();
    document_ = build_document(feed_, present_, question);
    return document_.find(text) != std::string::npos;
  }

  [[nodiscard]] BuildQuestion next(std::size_t have, const std::string& build) const {
    return {"", feed_.epoch(), build, have, feed_.revision()};
  }

  std::string directory_ = cat(testing::TempDir(), "build_document_", ::getpid());
  BuildFeed feed_{directory_};
  Present present_;
  std::string document_;
  int number_ = 0;
};

TEST_F(BuildDocument, IsWholeWithoutABuild) {
  EXPECT_TRUE(says({}, "\"builds\":[]")) << document_;
  EXPECT_TRUE(says({}, "\"running\":[]"));
  EXPECT_FALSE(says({}, "\"build\":"));
}

TEST_F(BuildDocument, TellsOfEachJobOnce) {
  append("one", 3);
  EXPECT_TRUE(says({}, "\"from\":0,\"next\":3,\"more\":false")) << document_;
  EXPECT_TRUE(says({}, "\"outcomes\":["));
  EXPECT_TRUE(says({}, "file1\\\"<b>.c"));
  append("one", 1);
  const BuildQuestion question = next(3, "one");
  EXPECT_TRUE(says(question, "\"from\":3,\"next\":4")) << document_;
  EXPECT_FALSE(says(question, "file1\\"));
  EXPECT_FALSE(says(question, "\"outcomes\""));
  EXPECT_TRUE(says(question, "\"builds\"")) << "the list has changed";
  EXPECT_FALSE(says(next(4, "one"), "\"builds\""));
}

TEST_F(BuildDocument, BeginsAnewForAnotherBuildOrFeed) {
  append("one", 3);
  append("two", 2);
  EXPECT_TRUE(says({}, "\"name\":\"two\",\"began\"")) << "the newest first";
  EXPECT_TRUE(says(next(3, "none"), "\"from\":0,\"next\":2"));
  BuildQuestion earlier = next(2, "two");
  earlier.wanted = "one";
  EXPECT_TRUE(says(earlier, "\"from\":0,\"next\":3"));
  BuildQuestion stranger = next(2, "two");
  stranger.epoch = "another";
  EXPECT_TRUE(says(stranger, "\"from\":0,\"next\":2"));
  EXPECT_TRUE(says(next(99, "two"), "\"from\":0,\"next\":2"));
}

TEST_F(BuildDocument, StaysWithOneOfTwoThatGoOnAtOnce) {
  append("one", 2);
  append("two", 1);
  append("one", 1);
  append("two", 1);
  EXPECT_TRUE(says(next(2, "one"), "\"name\":\"one\",\"began\":1000001,\"ended\"")) << document_;
  number_ += 1'000'000;
  append("three", 1);
  EXPECT_TRUE(says(next(3, "one"), "\"build\":{\"name\":\"three\"")) << document_;
}

TEST_F(BuildDocument, ComesInPieces) {
  append("one", static_cast<int>(most_jobs_each) + 1);
  EXPECT_TRUE(says({}, "\"from\":0,\"next\":2000,\"more\":true"));
  EXPECT_TRUE(says(next(2000, "one"), "\"from\":2000,\"next\":2001,\"more\":false"));
}

TEST_F(BuildDocument, PutsASpanOnTheEntryOfItsHost) {
  append("one", 1);
  EXPECT_TRUE(says({}, "\"words\":[\"red:3000/4,lzo\",\"\",\"localhost\"]")) << document_;
}

TEST_F(BuildDocument, CountsForPrometheus) {
  append("one", 2);
  append("one", 1, Outcome::not_a_compile);
  feed_.read_new();
  present_.running.push_back({{1, "a.c", "red", 0, Phase::compile}, 10});
  const std::string text = agent_metrics(feed_.counters(), present_, {});
  for (const char* line :
       {"distcc_jobs_total{outcome=\"compiled_remotely\"} 2\n",
        "distcc_jobs_total{outcome=\"not_a_compile\"} 1\n",
        "distcc_jobs_total{outcome=\"hosts_failed\"} 0\n",
        "distcc_host_jobs_total{host=\"red:3000/4,lzo\"} 3\n",
        "distcc_running_jobs{phase=\"Compile\"} 1\n", "distcc_job_duration_seconds_count 3\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

}  // namespace
}  // namespace distcc
