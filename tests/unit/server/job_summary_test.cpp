// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/job_summary.h"

#include <gtest/gtest.h>

#include "server/machine_state.h"
#include "server/statistics.h"
#include "server/statistics_page.h"

namespace distcc {
namespace {

using JobResult = JobSummary::Result;

JobSummary compiled(JobResult result, int raw_status) {
  JobSummary job;
  job.client = "10.0.0.7:51234";
  job.result = result;
  job.status = WaitStatus(raw_status);
  job.time = Milliseconds(20);
  job.compiler = "gcc";
  job.source = "src/main.c";
  return job;
}

JobSummary refused(Refusal::Kind kind) {
  JobSummary job;
  job.client = "10.0.0.7:51234";
  job.refusal = Refusal{kind, "why"};
  return job;
}

TEST(JobSummary, IsTheLineThatPeopleGrepFor) {
  EXPECT_EQ(compiled(JobResult::compile_ok, 0).line(),
            "(dcc_job_summary) client: 10.0.0.7:51234 COMPILE_OK exit:0 sig:0 core:0 ret:0 "
            "time:20ms gcc src/main.c");
  EXPECT_EQ(compiled(JobResult::compile_error, 0x100).line(),
            "(dcc_job_summary) client: 10.0.0.7:51234 COMPILE_ERROR exit:1 sig:0 core:0 ret:0 "
            "time:20ms gcc src/main.c");
  EXPECT_EQ(compiled(JobResult::compile_error, 0x8b).line(),
            "(dcc_job_summary) client: 10.0.0.7:51234 COMPILE_ERROR exit:0 sig:11 core:1 ret:0 "
            "time:20ms gcc src/main.c");
}

TEST(JobSummary, NamesNoCompilerWhereNoneFinished) {
  EXPECT_EQ(compiled(JobResult::compile_timeout, 118 << 8).line(),
            "(dcc_job_summary) client: 10.0.0.7:51234 COMPILE_TIMEOUT exit:118 sig:0 core:0 "
            "ret:118 time:20ms");
  EXPECT_EQ(refused(Refusal::Kind::too_busy).line(),
            "(dcc_job_summary) client: 10.0.0.7:51234 REJ_OVERLOAD exit:0 sig:0 core:0 ret:114 "
            "time:0ms");
}

struct WordRow {
  Refusal::Kind kind;
  const char* word;
};
class ResultWord : public testing::TestWithParam<WordRow> {};
TEST_P(ResultWord, OfARefusal) {
  EXPECT_EQ(refused(GetParam().kind).result_word(), GetParam().word);
}
INSTANTIATE_TEST_SUITE_P(Table, ResultWord,
                         testing::Values(WordRow{Refusal::Kind::malformed_request, "REJ_BAD_REQ"},
                                         WordRow{Refusal::Kind::forbidden_option, "REJ_BAD_REQ"},
                                         WordRow{Refusal::Kind::too_busy, "REJ_OVERLOAD"},
                                         WordRow{Refusal::Kind::client_gone, "CLI_DISCONN"},
                                         WordRow{Refusal::Kind::too_slow, "OTHER"},
                                         WordRow{Refusal::Kind::disk_full, "OTHER"},
                                         WordRow{Refusal::Kind::compiler_missing, "OTHER"}));

TEST(Statistics, CountEachResultUnderItsName) {
  Statistics statistics;
  for (int i = 0; i < 3; ++i) statistics.record_connection();
  statistics.record(compiled(JobResult::compile_ok, 0));
  statistics.record(compiled(JobResult::compile_error, 0x100));
  statistics.record(compiled(JobResult::compile_timeout, 118 << 8));
  statistics.record(refused(Refusal::Kind::too_busy));
  statistics.record(refused(Refusal::Kind::forbidden_option));
  statistics.record(refused(Refusal::Kind::server_trouble));
  statistics.record_denied();
  const auto counts = statistics.counts();
  EXPECT_EQ(counts.connections, 3U);
  EXPECT_EQ(counts.compiled, 1U);
  EXPECT_EQ(counts.compile_errors, 1U);
  EXPECT_EQ(counts.compile_timeouts, 1U);
  EXPECT_EQ(counts.overloads, 1U);
  EXPECT_EQ(counts.bad_requests, 1U);
  EXPECT_EQ(counts.others, 1U);
  EXPECT_EQ(counts.refusals[static_cast<std::size_t>(Refusal::Kind::address_not_allowed)], 1U);
  EXPECT_EQ(counts.refusals[static_cast<std::size_t>(Refusal::Kind::too_busy)], 1U);
}

TEST(Statistics, RememberTheLongestSuccessfulJob) {
  Statistics statistics;
  auto slow = compiled(JobResult::compile_error, 0x100);
  slow.time = Milliseconds(900);
  statistics.record(slow);
  statistics.record(compiled(JobResult::compile_ok, 0));
  const auto counts = statistics.counts();
  EXPECT_EQ(counts.longest_time, Milliseconds(20));
  EXPECT_EQ(counts.longest_source, "src/main.c");
  EXPECT_EQ(counts.longest_compiler, "gcc");
}

TEST(Statistics, ForgetCompilesThatAreLongAgo) {
  Statistics statistics;
  statistics.record(compiled(JobResult::compile_ok, 0));
  const auto now = Clock::now();
  EXPECT_EQ(statistics.counts(now).last_1_minute.compiles, 1U);
  const auto later = statistics.counts(now + std::chrono::minutes(2));
  EXPECT_EQ(later.last_1_minute.compiles, 0U);
  EXPECT_EQ(later.last_5_minutes.compiles, 1U);
  EXPECT_EQ(statistics.counts(now + std::chrono::minutes(16)).last_15_minutes.compiles, 0U);
}

TEST(Statistics, RememberWhenCompilesWere) {
  Statistics statistics;
  statistics.record(compiled(JobResult::compile_ok, 0));
  const auto now = Clock::now();
  const auto present = statistics.history(now);
  const auto later = statistics.history(now + std::chrono::minutes(5));
  ASSERT_EQ(present.size(), later.size());
  EXPECT_EQ(present.back() + present[present.size() - 2], 1U);
  EXPECT_EQ(later.back(), 0U);
  EXPECT_EQ(later[later.size() - 31] + later[later.size() - 32], 1U);
  EXPECT_EQ(statistics.counts(now).clients.at("10.0.0.7").compiled, 1U);
}

TEST(Statistics, KnowHowManyCompilersRun) {
  Statistics statistics;
  {
    const auto one = statistics.job_running();
    const auto two = statistics.job_running();
    EXPECT_EQ(statistics.counts().running, 2);
  }
  EXPECT_EQ(statistics.counts().running, 0);
}

TEST(StatisticsPage, HasStocksLinesInStocksOrder) {
  Statistics statistics;
  statistics.record(compiled(JobResult::compile_ok, 0));
  const std::string page = statistics_page(statistics.counts(), MachineState(), 7);
  std::size_t at = 0;
  for (const char* expected : {"HTTP/1.0 200 OK\nContent-Type: text/plain\nConnection: close\n\n",
                               "argv /distccd\n<distccstats>\n",
                               "dcc_tcp_accept 0\n",
                               "dcc_rej_bad_req 0\n",
                               "dcc_rej_overload 0\n",
                               "dcc_compile_ok 1\n",
                               "dcc_compile_error 0\n",
                               "dcc_compile_timeout 0\n",
                               "dcc_cli_disconnect 0\n",
                               "dcc_other 0\n",
                               "dcc_longest_job src/main.c\n",
                               "dcc_longest_job_compiler gcc\n",
                               "dcc_longest_job_time_msecs 20\n",
                               "dcc_max_kids 7\n",
                               "dcc_avg_kids1 0\n",
                               "dcc_avg_kids2 0\n",
                               "dcc_avg_kids3 0\n",
                               "dcc_current_load 0\n",
                               "dcc_load1 0.00\n",
                               "dcc_load2 0.00\n",
                               "dcc_load3 0.00\n",
                               "dcc_num_compiles1 1\n",
                               "dcc_num_compiles2 1\n",
                               "dcc_num_compiles3 1\n",
                               "dcc_num_procstate_D 0\n",
                               "dcc_max_RSS 0\n",
                               "dcc_max_RSS_name none\n",
                               "dcc_io_rate -1\n",
                               "dcc_free_space 0 MB\n",
                               "dcc_free_mem 0 MB\n",
                               "dcc_refused_address_not_allowed 0\n",
                               "</distccstats>\n"}) {
    const std::size_t found = page.find(expected, at);
    ASSERT_NE(found, page.npos) << expected << page;
    at = found + 1;
  }
}

}  // namespace
}  // namespace distcc
