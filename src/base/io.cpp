// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/io.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace distcc {

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return fail_errno("cannot write");
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::string> read_to_end(int fd, std::size_t limit) {
  std::string bytes;
  char buffer[16384];
  while (bytes.size() < limit) {
    const std::size_t wanted = std::min(sizeof buffer, limit - bytes.size());
    const ssize_t got = ::read(fd, buffer, wanted);
    if (got == 0) break;
    if (got < 0) {
      if (errno == EINTR) continue;
      return fail_errno("cannot read");
    }
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
  return bytes;
}

int poll_until(pollfd* fds, nfds_t count, Deadline deadline) {
  while (true) {
    const int ready = ::poll(fds, count, deadline.poll_timeout());
    if (ready >= 0) return ready;
    if (errno != EINTR) return 0;
  }
}

Result<MappedFile> MappedFile::map(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return fail_errno("cannot look at a file");
  MappedFile file;
  file.size_ = static_cast<std::size_t>(status.st_size);
  if (file.size_ == 0) return file;
  void* start = ::mmap(nullptr, file.size_, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
  if (start == MAP_FAILED) {
    file.size_ = 0;
    return fail_errno("cannot map a file");
  }
  file.start_ = start;
  return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : start_(std::exchange(other.start_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(start_, other.start_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (start_ != nullptr) ::munmap(start_, size_);
}

}  // namespace distcc
