// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "base/cleanup.h"
#include "base/fd.h"
#include "base/result.h"

namespace distcc {

/// A file that will take the place of `target`: written beside it under a temporary name and
/// renamed by commit(). Removed when dropped before, or when a signal ends the process. A target
/// that is not a regular file (/dev/null, a pipe) is written directly.
class OutputFile {
 public:
  /// Opens it, with mode 0666 less the umask. `target` may be relative.
  static Result<OutputFile> create(const std::string& target);

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  [[nodiscard]] int fd() const { return file_.get(); }
  /// From here on `target` is the new file, whole.
  Result<void> commit();

 private:
  OutputFile(std::string target, std::string temporary, Fd file);
  std::string target_;
  std::string temporary_;  ///< empty when written directly or committed
  Fd file_;
  UnlinkOnSignal guard_;
};

/// The directory for temporary files: $TMPDIR or /tmp.
std::string temporary_directory();

/// A directory of our own below `parent`, mode 0700, removed with its content when dropped.
class ScratchDirectory {
 public:
  /// `prefix` begins its name, e.g. "distccd_".
  static Result<ScratchDirectory> create(const std::string& parent, std::string_view prefix);
  ScratchDirectory(ScratchDirectory&& other) noexcept;
  ScratchDirectory& operator=(ScratchDirectory&& other) noexcept;
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory();

  /// Absolute when `parent` was.
  [[nodiscard]] const std::string& path() const { return path_; }
  /// It stays on disk when dropped (DISTCC_SAVE_TEMPS).
  void keep() { keep_ = true; }

 private:
  explicit ScratchDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;
  bool keep_ = false;
};

}  // namespace distcc
