// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <poll.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace distcc {

/// Writes all of `bytes` to a file or pipe of this machine (blocking).
Result<void> write_all(int fd, std::string_view bytes);

/// Everything that can still be read from `fd` (blocking), at most `limit` bytes.
Result<std::string> read_to_end(int fd, std::size_t limit);

/// poll(2) until one of `fds` is ready, restarting after signals. The number that are ready;
/// 0 when the deadline has passed.
int poll_until(pollfd* fds, nfds_t count, Deadline deadline);

/// A read-only view of a whole open file. Empty for an empty file.
class MappedFile {
 public:
  static Result<MappedFile> map(int fd);
  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  [[nodiscard]] std::string_view bytes() const { return {static_cast<const char*>(start_), size_}; }

 private:
  void* start_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace distcc
