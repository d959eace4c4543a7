// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/failure_mark.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "base/fd.h"
#include "base/files.h"
#include "base/io.h"
#include "base/paths.h"

namespace distcc {

bool FailureMark::set() const {
  if (path_.empty()) return true;
  constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  Fd file(::open(path_.c_str(), flags, 0666));
  if (!file && errno == ENOENT && make_directories(std::string(directory_name(path_)))) {
    file = Fd(::open(path_.c_str(), flags, 0666));
  }
  return file && write_all(file.get(), "x");
}

void FailureMark::clear() const {
  if (!path_.empty()) ::unlink(path_.c_str());
}

bool FailureMark::is_set() const {
  return !path_.empty() && file_exists(path_);
}

std::chrono::seconds FailureMark::remaining() const {
  struct stat status {};
  if (path_.empty() || ::stat(path_.c_str(), &status) != 0) return {};
  const std::time_t age = ::time(nullptr) - status.st_mtime;
  // A time in the future (a clock was set back) must not shut anything out for years.
  const bool counts = age < period_.count() && age > -period_.count();
  return counts ? std::chrono::seconds(period_.count() - age) : std::chrono::seconds(0);
}

}  // namespace distcc
