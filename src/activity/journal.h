// SPDX-License-Identifier: GPL-3.0-or-later
//
// The journal: every client appends one line when its job has ended, in a single write, so that
// summaries, traces and monitors know what ran where and why. Nobody has to be running for that,
// and a killed client loses its own line only.
//
//   DISTCC_DIR/journal      the present one
//   DISTCC_DIR/journal.old  the one before; a journal of some size is set aside by rename
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "wire/job_record.h"

namespace distcc {

/// Bytes after which the present journal is set aside: some 30,000 jobs.
constexpr std::int64_t journal_limit = std::int64_t{8} << 20;

/// Appends a line. `directory` is DISTCC_DIR. Trouble is nobody's concern but the log's.
void append_to_journal(const std::string& directory, const JobRecord& record,
                       std::int64_t limit = journal_limit);

/// Reads the journal of `directory`, and goes on reading what is appended.
class JournalReader {
 public:
  /// Begins with everything that is there.
  explicit JournalReader(std::string directory) : directory_(std::move(directory)) {}
  /// Begins with what is appended from now on.
  static JournalReader from_now_on(std::string directory);

  /// The records that came since the last call, oldest end first. Lines that are none are passed
  /// over. Empty when there is no journal (yet).
  std::vector<JobRecord> read_new();

 private:
  void read_file(const std::string& path, std::vector<JobRecord>& records);
  bool open_present();
  void read_present(std::vector<JobRecord>& records);

  std::string directory_;
  bool old_read_ = false;
  Fd file_;
  std::string partial_;  ///< of a line whose end has not come yet
};

}  // namespace distcc
