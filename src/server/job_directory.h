// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"
#include "base/scratch.h"
#include "server/refusal.h"

namespace distcc {

/// The directory of one job: its source as it arrives, the object and the compiler's texts. It
/// goes away with all that a compiler left in it.
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
  explicit JobDirectory(ScratchDirectory directory) : directory_(std::move(directory)) {}
  ScratchDirectory directory_;
};

/// Trouble with a file of this machine as a refusal that sends the client elsewhere.
Refusal storage_refusal(const Error& error, int error_number);

}  // namespace distcc
