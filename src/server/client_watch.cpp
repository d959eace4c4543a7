// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/client_watch.h"

#include <unistd.h>

#include <array>
#include <cerrno>

namespace distcc {
namespace {

constexpr std::size_t most_ignored = 65536;

}  // namespace

pollfd ClientWatch::entry() const {
  const bool reads = ignored_ < most_ignored;
  return {fd_, static_cast<short>(reads ? POLLIN | POLLRDHUP : POLLRDHUP), 0};
}

bool ClientWatch::is_gone(short events) {
  if ((events & POLLIN) == 0) return events != 0;
  std::array<char, 4096> stray;
  const ssize_t got = ::read(fd_, stray.data(), stray.size());
  if (got < 0) return errno != EAGAIN && errno != EINTR;
  ignored_ += static_cast<std::size_t>(got);
  return got == 0;
}

}  // namespace distcc
