// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/job_directory.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "base/text.h"

namespace distcc {

Result<JobDirectory> JobDirectory::create(const std::string& parent, bool keep) {
  auto directory = TRY_VALUE(ScratchDirectory::create(parent, "distccd_"));
  if (keep) directory.keep();
  return JobDirectory(std::move(directory));
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
