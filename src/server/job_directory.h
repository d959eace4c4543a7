// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"
#include "base/scratch.h"
#include "server/refusal.h"

namespace distcc {

/// The directory of one job: its source as it arrives, the object and the compiler's texts. It
/// goes away with all that a compiler left in it. While it is in use it is locked, so that what a
/// server left that was killed can be told from what another is working on.
class JobDirectory {
 public:
  static Result<JobDirectory> create(const std::string& parent, bool keep);

  [[nodiscard]] const std::string& path() const { return directory_.path(); }
  [[nodiscard]] std::string path_of(std::string_view name) const;

  /// A new file for reading and writing.
  [[nodiscard]] Result<Fd> create_file(std::string_view name) const;
  /// A file without a name, on the same file system, for a compiler's output text.
  [[nodiscard]] Result<Fd> create_unnamed_file() const;
  /// A regular file that the compiler made, for reading; links are not followed. Empty when there
  /// is none.
  [[nodiscard]] Fd open_file(std::string_view name) const;

 private:
  JobDirectory(Fd lock, ScratchDirectory directory)
      : lock_(std::move(lock)), directory_(std::move(directory)) {}
  Fd lock_;  ///< held until the directory is gone
  ScratchDirectory directory_;
};

/// Removes the directories of jobs of ours in `parent` that nobody works on any more, because
/// their server was killed; how many. Those that were to be kept stay.
std::size_t remove_abandoned_jobs(const std::string& parent);

/// Trouble with a file of this machine as a refusal that sends the client elsewhere.
Refusal storage_refusal(const Error& error, int error_number);

}  // namespace distcc
