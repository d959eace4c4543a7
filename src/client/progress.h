// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/fd.h"
#include "wire/job_record.h"
#include "wire/task_state.h"

namespace distcc {

/// Tells monitors what this client is doing, in DISTCC_DIR/state/binstate_PID. Trouble with the
/// file is no reason to disturb a compile: it is ignored. The file goes when this is dropped.
/// What it told over time becomes the job's record.
class Progress {
 public:
  /// `directory` is DISTCC_DIR; empty: nothing is told. `source` is the path of the source, or
  /// whatever else says which job this is.
  Progress(const std::string& directory, const std::string& source);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void at(const std::string& host, int slot);
  void phase(Phase phase);
  /// Says again what is known: monitors take a file that is a minute old for a leftover.
  void refresh();

  /// Why the job ran where it ran; what is said last counts.
  void outcome(const Reason& reason);
  /// A host answered, so many bytes went each way. `definition` is its entry of the host list.
  void answered(const std::string& definition, std::size_t sent, std::size_t received);
  /// All of it, for the journal, now that the job has ended.
  [[nodiscard]] JobRecord record(int exit_code) const;

 private:
  void write();
  [[nodiscard]] std::int64_t elapsed() const;  ///< µs
  std::string path_;
  TaskState state_;
  Fd file_;
  UnlinkOnSignal guard_;
  Clock::time_point start_ = Clock::now();
  JobRecord record_;
  std::string answering_;  ///< definition of the host that answered last
};

}  // namespace distcc
