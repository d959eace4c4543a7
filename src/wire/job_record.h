// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is remembered of a job that has ended: one line of DISTCC_DIR/journal. A line holds fields
// separated by tabs, so that awk can read it too:
//
//   1  began  lasted  pid  session  build  outcome  exit  sent  received  host  file  subject span…
//
// and a span is PHASE:FROM:SLOT:HOST. Times are microseconds. Tabs, newlines, other control bytes
// and backslashes within a field are written \t, \n, \xHH and \\. Readers ignore lines with another
// first field, and those that are cut off.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "job/outcome.h"
#include "wire/task_state.h"

namespace distcc {

/// A part of a job's life: it ends where the next begins, the last with the job.
struct JobSpan {
  Phase phase = Phase::startup;
  std::int64_t from = 0;  ///< µs since the job began
  int slot = 0;
  std::string host;  ///< name without port and options, or "localhost"
};

struct JobRecord {
  std::int64_t began = 0;   ///< µs since 1970
  std::int64_t lasted = 0;  ///< µs
  long pid = 0;
  long session = 0;   ///< of the process; with a pause between, jobs of one session are two builds
  std::string build;  ///< DISTCC_BUILD; empty when nobody gave the build a name
  Outcome outcome = Outcome::compiled_remotely;
  int exit_code = 0;
  std::uint64_t sent = 0;      ///< bytes to the host that answered
  std::uint64_t received = 0;  ///< bytes from it
  std::string host;            ///< where it ran, as the host list defines it; "localhost" for here
  std::string file;            ///< the source as the command names it; without one, the program
  std::string subject;         ///< of the outcome
  std::vector<JobSpan> spans;

  [[nodiscard]] std::int64_t ended() const { return began + lasted; }
};

/// No line is longer, newline included: longer texts are cut, and of many spans the last are kept.
constexpr std::size_t longest_job_line = 4000;

/// With its newline.
std::string encode_job_record(const JobRecord& record);
/// `line` without its newline. Nothing when it is none of ours.
std::optional<JobRecord> decode_job_record(std::string_view line);

}  // namespace distcc
