// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/connection.h"

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/clock.h"
#include "base/io.h"
#include "base/text.h"

namespace distcc {
namespace {

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK;
}

tl::unexpected<Error> lost(const std::string& peer, const char* doing) {
  return fail_errno(cat("lost ", peer, " while ", doing), ExitCode::gone, Fault::that_host);
}

}  // namespace

Connection::Connection(Fd socket, std::string peer, std::chrono::milliseconds io_timeout,
                       std::optional<Child> carrier)
    : carrier_(std::move(carrier)),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      io_timeout_(io_timeout) {}

Result<void> Connection::wait_for(short event, const char* doing) {
  pollfd entry{socket_.get(), event, 0};
  if (poll_until(&entry, 1, Deadline::after(io_timeout_)) > 0) return {};
  return no_progress(doing);
}

tl::unexpected<Error> Connection::no_progress(const char* doing) const {
  const double seconds = std::chrono::duration<double>(io_timeout_).count();
  return fail(Fault::that_host, ExitCode::timed_out,
              cat(peer_, " made no progress for ", fixed(seconds, 0), " s while ", doing));
}

Result<void> Connection::send(std::string_view bytes, bool more_follows) {
  const int flags = MSG_NOSIGNAL | MSG_DONTWAIT | (more_follows ? MSG_MORE : 0);
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), flags);
    if (sent >= 0) {
      sent_ += static_cast<std::size_t>(sent);
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (would_block(errno)) {
      TRY(wait_for(POLLOUT, "sending"));
    } else if (errno != EINTR) {
      return lost(peer_, "sending");
    }
  }
  return {};
}

Result<void> Connection::send_file(int file, std::size_t size) {
  off_t offset = 0;
  while (static_cast<std::size_t>(offset) < size) {
    const std::size_t left = size - static_cast<std::size_t>(offset);
    const ssize_t sent = ::sendfile(socket_.get(), file, &offset, left);
    if (sent > 0) {
      sent_ += static_cast<std::size_t>(sent);
    } else if (sent == 0) {
      return fail(Fault::this_machine, ExitCode::truncated, "a file shrank while it was sent");
    } else if (would_block(errno)) {
      TRY(wait_for(POLLOUT, "sending"));
    } else if (errno != EINTR) {
      return lost(peer_, "sending");
    }
  }
  return {};
}

Result<std::size_t> Connection::receive(char* buffer, std::size_t room) {
  while (true) {
    const ssize_t got = ::recv(socket_.get(), buffer, room, MSG_DONTWAIT);
    if (got >= 0) {
      received_ += static_cast<std::size_t>(got);
      return static_cast<std::size_t>(got);
    }
    if (would_block(errno)) {
      TRY(wait_for(POLLIN, "waiting for its answer"));
    } else if (errno != EINTR) {
      return lost(peer_, "waiting for its answer");
    }
  }
}

bool Connection::readable_by(Deadline deadline) {
  pollfd entry{socket_.get(), POLLIN, 0};
  return poll_until(&entry, 1, deadline) > 0;
}

Result<void> Connection::await_answer(std::chrono::milliseconds tick,
                                      const std::function<void()>& each_tick) {
  const Deadline last = Deadline::after(io_timeout_);
  while (!last.passed()) {
    pollfd entry{socket_.get(), POLLIN, 0};
    const auto left = std::chrono::milliseconds(last.poll_timeout());
    if (poll_until(&entry, 1, Deadline::after(std::min(tick, left))) > 0) return {};
    each_tick();
  }
  return no_progress("compiling");
}

}  // namespace distcc
