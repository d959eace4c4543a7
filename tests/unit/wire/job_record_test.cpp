// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/job_record.h"

#include <gtest/gtest.h>

namespace distcc {
namespace {

JobRecord example() {
  JobRecord record;
  record.began = 1'764'000'000'123'456;
  record.lasted = 250'000;
  record.pid = 4711;
  record.session = 42;
  record.build = "pump-7";
  record.outcome = Outcome::side_output;
  record.exit_code = 1;
  record.sent = 5'000'000'000;
  record.received = 77;
  record.host = "red:3633/8,lzo";
  record.file = "src/a b.cc";
  record.subject = "-gsplit-dwarf";
  record.spans = {{Phase::blocked, 10, 0, "localhost"}, {Phase::compile, 2000, 3, "::1"}};
  return record;
}

std::string line_of(const JobRecord& record) {
  std::string line = encode_job_record(record);
  EXPECT_EQ(line.back(), '\n');
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  line.pop_back();
  return line;
}

TEST(JobRecord, IsOneLineOfFields) {
  EXPECT_EQ(line_of(example()),
            "1\t1764000000123456\t250000\t4711\t42\tpump-7\tside_output\t1\t5000000000\t77\t"
            "red:3633/8,lzo\tsrc/a b.cc\t-gsplit-dwarf\t1:10:0:localhost\t5:2000:3:::1");
}

TEST(JobRecord, RoundTrips) {
  const auto record = decode_job_record(line_of(example()));
  ASSERT_TRUE(record);
  EXPECT_EQ(line_of(*record), line_of(example()));
  EXPECT_EQ(record->outcome, Outcome::side_output);
  EXPECT_EQ(record->spans[1].host, "::1");
  EXPECT_EQ(record->ended(), 1'764'000'000'373'456);
}

TEST(JobRecord, KeepsAnyBytesOfAName) {
  JobRecord record = example();
  record.file = "a\tb\nc\\d\x01\xff.c";
  const auto again = decode_job_record(line_of(record));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->file, record.file);
}

TEST(JobRecord, CutsWhatIsTooLong) {
  JobRecord record = example();
  record.file = std::string(9000, '\t');
  record.subject = std::string(9000, 's');
  record.spans.assign(500, {Phase::connect, 1'000'000, 100, std::string(900, 'h')});
  record.spans.back().phase = Phase::done;
  const std::string line = line_of(record);
  EXPECT_LT(line.size(), longest_job_line);
  const auto again = decode_job_record(line);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->spans.back().phase, Phase::done);
}

TEST(JobRecord, OtherLinesAreNotOurs) {
  const std::string line = line_of(example());
  EXPECT_FALSE(decode_job_record(""));
  EXPECT_FALSE(decode_job_record("2" + line.substr(1)));
  EXPECT_FALSE(decode_job_record(line.substr(0, 60)));
  EXPECT_FALSE(decode_job_record(line + "\t9:1:1:h"));
  EXPECT_FALSE(decode_job_record(line + "\t1:-1:1:h"));
  EXPECT_FALSE(decode_job_record(line + "\tbroken"));
  EXPECT_FALSE(decode_job_record(line + "\t1:1:1:\\q"));
  EXPECT_FALSE(decode_job_record(line + "\t1:1:1:\\"));
  EXPECT_FALSE(decode_job_record(line + std::string(longest_job_line, 'x')));
}

}  // namespace
}  // namespace distcc
