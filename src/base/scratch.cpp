// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/scratch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/files.h"
#include "base/paths.h"
#include "base/text.h"

namespace distcc {

OutputFile::OutputFile(std::string target, std::string temporary, Fd file)
    : target_(std::move(target)),
      temporary_(std::move(temporary)),
      file_(std::move(file)),
      guard_(temporary_) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::move(other.file_)),
      guard_(std::move(other.guard_)) {}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<OutputFile> OutputFile::create(const std::string& target) {
  struct stat status {};
  const bool direct = ::stat(target.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
  if (direct) {
    Fd file(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file) return fail_errno(cat("cannot open ", target));
    return OutputFile(target, "", std::move(file));
  }
  const std::string temporary = cat(directory_name(target), "/.distcc.", ::getpid(), ".part");
  Fd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file) return fail_errno(cat("cannot make ", temporary));
  return OutputFile(target, temporary, std::move(file));
}

Result<void> OutputFile::commit() {
  file_.reset();
  if (temporary_.empty()) return {};
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
    return fail_errno(cat("cannot rename to ", target_));
  }
  temporary_.clear();
  return {};
}

std::string temporary_directory() {
  const char* named = std::getenv("TMPDIR");
  return named == nullptr || *named == '\0' ? "/tmp" : named;
}

Result<ScratchDirectory> ScratchDirectory::create(const std::string& parent,
                                                  std::string_view prefix) {
  std::string path = cat(parent, "/", prefix, "XXXXXX");
  if (::mkdtemp(path.data()) == nullptr) return fail_errno(cat("cannot make ", path));
  return ScratchDirectory(std::move(path));
}

ScratchDirectory::ScratchDirectory(ScratchDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})), keep_(other.keep_) {}

ScratchDirectory& ScratchDirectory::operator=(ScratchDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(keep_, other.keep_);
  return *this;
}

ScratchDirectory::~ScratchDirectory() {
  if (!path_.empty() && !keep_) remove_tree(path_);
}

}  // namespace distcc
