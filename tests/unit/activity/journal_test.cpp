// SPDX-License-Identifier: GPL-3.0-or-later
#include "activity/journal.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "base/files.h"
#include "base/text.h"
#include "unit/activity/records.h"

namespace distcc {
namespace {

class Journal : public testing::Test {
 protected:
  Journal() {
    char pattern[] = "/tmp/journal-test-XXXXXX";
    directory_ = ::mkdtemp(pattern);
  }
  ~Journal() override { remove_tree(directory_); }

  void append(const std::string& file, std::int64_t limit = journal_limit) {
    JobRecord record = job_between(count_, count_ + 1);
    record.file = file;
    ++count_;
    append_to_journal(directory_, record, limit);
  }
  static std::string files_of(const std::vector<JobRecord>& records) {
    std::string files;
    for (const JobRecord& record : records) files += record.file + " ";
    return files;
  }

  std::string directory_;
  int count_ = 0;
};

TEST_F(Journal, IsReadAsItGrows) {
  JournalReader reader(directory_);
  EXPECT_TRUE(reader.read_new().empty());
  append("a");
  append("b");
  EXPECT_EQ(files_of(reader.read_new()), "a b ");
  EXPECT_TRUE(reader.read_new().empty());
  append("c");
  EXPECT_EQ(files_of(reader.read_new()), "c ");
}

TEST_F(Journal, CanBeFollowedFromNowOn) {
  append("a");
  JournalReader reader = JournalReader::from_now_on(directory_);
  append("b");
  EXPECT_EQ(files_of(reader.read_new()), "b ");
}

TEST_F(Journal, IsSetAsideWhenItIsLong) {
  append("a");
  JournalReader reader(directory_);
  EXPECT_EQ(files_of(reader.read_new()), "a ");
  append("b", 10);  // the journal goes with this line
  EXPECT_TRUE(file_exists(directory_ + "/journal.old"));
  EXPECT_FALSE(file_exists(directory_ + "/journal"));
  append("c");
  EXPECT_EQ(files_of(reader.read_new()), "b c ") << "a reader misses nothing";
  EXPECT_EQ(files_of(JournalReader(directory_).read_new()), "a b c ");
}

TEST_F(Journal, RubbishIsPassedOver) {
  append("a");
  std::ofstream(directory_ + "/journal", std::ios::app) << "rubbish\n\n" << std::string(9000, 'x');
  JournalReader reader(directory_);
  EXPECT_EQ(files_of(reader.read_new()), "a ");
  std::ofstream(directory_ + "/journal", std::ios::app) << "\n";
  append("b");
  EXPECT_EQ(files_of(reader.read_new()), "b ");
}

TEST_F(Journal, HalfALineWaitsForTheRest) {
  const std::string line = encode_job_record(job_between(0, 1));
  std::ofstream(directory_ + "/journal", std::ios::app) << line.substr(0, 20);
  JournalReader reader(directory_);
  EXPECT_TRUE(reader.read_new().empty());
  std::ofstream(directory_ + "/journal", std::ios::app) << line.substr(20);
  EXPECT_EQ(reader.read_new().size(), 1U);
}

TEST_F(Journal, LinesOfManyClientsDoNotMix) {
  std::vector<std::thread> clients;
  for (int client = 0; client < 4; ++client) {
    clients.emplace_back([this] {
      JobRecord record = job_between(0, 1);
      record.file = std::string(300, 'f');
      for (int i = 0; i < 200; ++i) append_to_journal(directory_, record, 20'000);
    });
  }
  for (std::thread& client : clients) client.join();
  const auto whole = [](const std::string& path) {
    const auto text = read_file(path, 1 << 20);
    if (!text) return;
    for (const std::string_view line : split_fields(*text, '\n')) {
      EXPECT_TRUE(line.empty() || decode_job_record(line)) << line;
    }
  };
  whole(directory_ + "/journal");
  whole(directory_ + "/journal.old");
}

TEST_F(Journal, AnUnwritableDirectoryIsNobodysTrouble) {
  append_to_journal(directory_ + "/none", job_between(0, 1));
  EXPECT_TRUE(JournalReader(directory_ + "/none").read_new().empty());
}

TEST_F(Journal, NoLinkIsFollowed) {
  ASSERT_EQ(::symlink("elsewhere", (directory_ + "/journal").c_str()), 0);
  append("a");
  EXPECT_FALSE(file_exists(directory_ + "/elsewhere"));
}

}  // namespace
}  // namespace distcc
