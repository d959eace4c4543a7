// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <poll.h>

#include <cstddef>

namespace distcc {

/// Notices that a client whose request is whole goes away. It is expected to say nothing more;
/// what it does say is read and ignored, and past a bound not even read.
class ClientWatch {
 public:
  explicit ClientWatch(int fd) : fd_(fd) {}

  /// To be polled with whatever else is waited for.
  [[nodiscard]] pollfd entry() const;
  /// Looks at the outcome of poll(2). True when the client has closed, or its connection broke.
  bool is_gone(short events);

 private:
  int fd_;
  std::size_t ignored_ = 0;
};

}  // namespace distcc
