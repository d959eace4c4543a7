// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/back_off.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "base/fd.h"
#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/text.h"

namespace distcc {

BackOff::BackOff(const std::string& directory, std::chrono::seconds period)
    : lock_directory_(directory.empty() ? std::string() : cat(directory, "/lock")),
      period_(period) {}

std::string BackOff::path_of(const Host& host) const {
  const bool remembered =
      period_.count() > 0 && !lock_directory_.empty() && host.way != Host::Way::local;
  return remembered ? cat(lock_directory_, "/backoff_", host.lock_name(), "_0") : std::string();
}

void BackOff::failed(const Host& host) const {
  const std::string path = path_of(host);
  if (path.empty()) return;
  constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  Fd file(::open(path.c_str(), flags, 0666));
  if (!file && errno == ENOENT && make_directories(lock_directory_)) {
    file = Fd(::open(path.c_str(), flags, 0666));
  }
  const bool written = file && write_all(file.get(), "x");
  if (!written) log_warning(cat("cannot remember in ", path, " that the host failed"));
}

void BackOff::worked(const Host& host) const {
  const std::string path = path_of(host);
  if (!path.empty()) ::unlink(path.c_str());
}

bool BackOff::failed_just_now(const Host& host) const {
  constexpr std::chrono::seconds just_now{5};
  const std::chrono::seconds left = remaining(host);
  return left.count() > 0 && left > period_ - just_now;
}

std::chrono::seconds BackOff::remaining(const Host& host) const {
  const std::string path = path_of(host);
  struct stat status {};
  if (path.empty() || ::stat(path.c_str(), &status) != 0) return {};
  const std::time_t age = ::time(nullptr) - status.st_mtime;
  // A time in the future (a clock was set back) must not shut a host out for years.
  const bool counts = age < period_.count() && age > -period_.count();
  return counts ? std::chrono::seconds(period_.count() - age) : std::chrono::seconds(0);
}

}  // namespace distcc
