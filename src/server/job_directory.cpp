// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/job_directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <memory>
#include <utility>

#include "base/files.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::string_view prefix = "distccd_";
constexpr std::string_view kept_prefix = "distccd_kept_";
constexpr std::size_t random_letters = 6;  // as mkdtemp(3) makes them

/// The directory, locked. Empty when another process has it locked, or it is no directory.
Fd lock_directory(int parent, const char* path) {
  Fd directory(::openat(parent, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (directory && ::flock(directory.get(), LOCK_EX | LOCK_NB) == 0) return directory;
  return {};
}

bool is_name_of_job(std::string_view name) {
  if (!name.starts_with(prefix) || name.size() != prefix.size() + random_letters) return false;
  return std::all_of(name.begin() + prefix.size(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0; });
}

}  // namespace

Result<JobDirectory> JobDirectory::create(const std::string& parent, bool keep) {
  auto directory = TRY_VALUE(ScratchDirectory::create(parent, keep ? kept_prefix : prefix));
  if (keep) directory.keep();
  Fd lock = lock_directory(AT_FDCWD, directory.path().c_str());
  struct stat status {};
  // A server that starts at this very moment may have found it unlocked, and removed it.
  if (lock && ::fstat(lock.get(), &status) == 0 && status.st_nlink == 0) {
    return fail(Fault::this_machine, ExitCode::io_error,
                cat(directory.path(), " was removed as soon as it was made"));
  }
  return JobDirectory(std::move(lock), std::move(directory));
}

std::size_t remove_abandoned_jobs(const std::string& parent) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(parent.c_str()), &::closedir);
  if (!entries) return 0;
  std::size_t removed = 0;
  while (const dirent* entry = ::readdir(entries.get())) {
    if (!is_name_of_job(entry->d_name)) continue;
    const Fd directory = lock_directory(::dirfd(entries.get()), entry->d_name);
    struct stat status {};
    if (!directory || ::fstat(directory.get(), &status) != 0) continue;
    if (status.st_uid != ::geteuid()) continue;
    remove_tree(cat(parent, "/", entry->d_name));
    ++removed;
  }
  return removed;
}

std::string JobDirectory::path_of(std::string_view name) const {
  return cat(path(), "/", name);
}

Result<Fd> JobDirectory::create_file(std::string_view name) const {
  const std::string file_path = path_of(name);
  Fd file(::open(file_path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) return fail_errno(cat("cannot make ", file_path));
  return file;
}

Result<Fd> JobDirectory::create_unnamed_file() const {
  Fd file(::open(path().c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600));
  if (file) return file;
  if (errno != EOPNOTSUPP && errno != EISDIR) return fail_errno(cat("cannot write to ", path()));
  return make_memory_file("compiler output");
}

Fd JobDirectory::open_file(std::string_view name) const {
  Fd file(::open(path_of(name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return file;
}

Refusal storage_refusal(const Error& error, int error_number) {
  if (error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG) {
    return {Refusal::Kind::disk_full,
            cat("no room for the job (", error.text,
                "); make room in the server's TMPDIR, or point TMPDIR elsewhere")};
  }
  return {Refusal::Kind::server_trouble,
          cat("the server has trouble of its own (", error.text, "); see its log")};
}

}  // namespace distcc
