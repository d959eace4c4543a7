// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/stream.h"

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/io.h"

namespace distcc {
namespace {

unexpected<Error> gone(std::string what) {
  return fail_errno(std::move(what), ExitCode::gone, Fault::that_host);
}

unexpected<Error> too_slow(const char* text) {
  return fail(Fault::that_host, ExitCode::timed_out, text);
}

unexpected<Error> server_ending() {
  return fail(Fault::this_machine, ExitCode::gone, "the server is ending");
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK;
}

ssize_t write_some(int fd, std::string_view bytes, bool more_follows) {
  const ssize_t sent =
      ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | (more_follows ? MSG_MORE : 0));
  if (sent >= 0 || errno != ENOTSOCK) return sent;
  return ::write(fd, bytes.data(), bytes.size());
}

}  // namespace

Result<std::size_t> Stream::read(char* buffer, std::size_t size, Deadline deadline) {
  if (put_back_ && size > 0) {
    *buffer = *std::exchange(put_back_, std::nullopt);
    return 1;
  }
  while (true) {
    const ssize_t got = ::read(in_, buffer, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EINTR) continue;
    if (!would_block()) return gone("the client's connection broke");
    pollfd fds[] = {{in_, POLLIN, 0}, {ending_.begun_fd(), POLLIN, 0}};
    if (poll_until(fds, 2, deadline) == 0) return too_slow("the client has gone silent");
    if (fds[0].revents == 0) return server_ending();
  }
}

Result<void> Stream::wait_to_write(Milliseconds patience) {
  pollfd fds[] = {{out_, POLLOUT, 0}, {ending_.hurry_fd(), POLLIN, 0}};
  if (poll_until(fds, 2, Deadline::after(patience)) == 0) {
    return too_slow("the client does not read its answer");
  }
  if (fds[0].revents == 0) return server_ending();
  return {};
}

Result<void> Stream::write(std::string_view bytes, Milliseconds patience, bool more_follows) {
  while (!bytes.empty()) {
    const ssize_t sent = write_some(out_, bytes, more_follows);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (would_block()) {
      TRY(wait_to_write(patience));
    } else if (errno != EINTR) {
      return gone("cannot send to the client");
    }
  }
  return {};
}

Result<void> Stream::send_file(int file, std::size_t size, Milliseconds patience) {
  off_t at = 0;
  while (static_cast<std::size_t>(at) < size) {
    const ssize_t sent = ::sendfile(out_, file, &at, size - static_cast<std::size_t>(at));
    if (sent == 0) return fail(Fault::this_machine, ExitCode::io_error, "the object was cut short");
    if (sent > 0 || errno == EINTR) continue;
    if (!would_block()) return gone("cannot send to the client");
    TRY(wait_to_write(patience));
  }
  return {};
}

void Stream::finish(std::size_t most, Deadline deadline) {
  if (::shutdown(out_, SHUT_WR) != 0) return;  // no socket: what was written stays readable
  std::array<char, 16384> rest;
  std::size_t seen = 0;
  while (seen < most) {
    const auto got = read(rest.data(), rest.size(), deadline);
    if (!got || *got == 0) return;
    seen += *got;
  }
}

}  // namespace distcc
