// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/lock_directory.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.h"
#include "base/files.h"
#include "base/io.h"
#include "base/text.h"

namespace distcc {
namespace {

struct flock whole_file() {
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  return range;
}

}  // namespace

Result<Fd> LockDirectory::open(const std::string& name) const {
  const std::string path = cat(path_, "/", name);
  constexpr int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
  Fd file(::open(path.c_str(), flags, 0666));
  if (!file && errno == ENOENT) {
    TRY(make_directories(path_));
    file = Fd(::open(path.c_str(), flags, 0666));
  }
  if (!file) return fail_errno(cat("cannot open the lock file ", path));
  return file;
}

Result<Fd> LockDirectory::lock(const std::string& name) const {
  Fd file = TRY_VALUE(open(name));
  struct flock range = whole_file();
  if (::fcntl(file.get(), F_SETLK, &range) == 0) return file;
  if (errno == EAGAIN || errno == EACCES) return Fd();
  return fail_errno(cat("cannot lock ", path_, "/", name));
}

bool LockDirectory::is_locked(const std::string& name) const {
  const Fd file(::open(cat(path_, "/", name).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return false;  // missing, or lock() will tell the trouble
  struct flock range = whole_file();
  return ::fcntl(file.get(), F_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

Result<Fd> LockDirectory::wait_for_lock(const std::string& name) const {
  Fd file = TRY_VALUE(open(name));
  struct flock range = whole_file();
  while (::fcntl(file.get(), F_SETLKW, &range) != 0) {
    if (errno != EINTR) return fail_errno(cat("cannot lock ", path_, "/", name));
  }
  return file;
}

void LockDirectory::watch() {
  if (watch_) return;
  Fd watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!watch) return;
  if (::inotify_add_watch(watch.get(), path_.c_str(), IN_CLOSE_WRITE) >= 0) {
    watch_ = std::move(watch);
  }
}

void LockDirectory::wait_for_release(std::chrono::milliseconds longest) {
  pollfd report{watch_.get(), POLLIN, 0};  // without a watch: a descriptor of -1, only the time
  if (poll_until(&report, 1, Deadline::after(longest)) <= 0) return;
  // One look answers all that has been reported so far.
  alignas(inotify_event) char reports[16384];
  while (::read(watch_.get(), reports, sizeof reports) > 0) {
  }
}

}  // namespace distcc
