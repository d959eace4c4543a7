// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/connection.h"

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

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

/// The end of what a carrier said is kept; more of it is heard, so that it does not stall.
constexpr std::size_t most_carrier_words = 4096;
/// For a carrier whose stream has ended to say why.
constexpr Milliseconds last_words_patience{1000};

}  // namespace

Connection::Connection(Fd socket, std::string peer, std::chrono::milliseconds io_timeout,
                       std::optional<Child> carrier, Fd carrier_says)
    : carrier_(std::move(carrier)),
      carrier_says_(std::move(carrier_says)),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      io_timeout_(io_timeout) {}

/// False when the deadline passed before `event`.
bool Connection::wait_until(Deadline deadline, short event) {
  while (true) {
    // A descriptor that is negative is passed over.
    pollfd entries[] = {{socket_.get(), event, 0}, {carrier_says_.get(), POLLIN, 0}};
    if (poll_until(entries, 2, deadline) == 0) return false;
    if (entries[1].revents != 0) hear_carrier();
    if (entries[0].revents != 0) return true;
  }
}

void Connection::hear_carrier() {
  char buffer[4096];
  const ssize_t got = ::read(carrier_says_.get(), buffer, sizeof buffer);
  if (got < 0 && (would_block(errno) || errno == EINTR)) return;
  if (got <= 0) return carrier_says_.reset();
  carrier_words_.append(buffer, static_cast<std::size_t>(got));
  if (carrier_words_.size() > most_carrier_words) {
    carrier_words_.erase(0, carrier_words_.size() - most_carrier_words);
  }
}

std::string Connection::carrier_last_words() {
  const Deadline deadline = Deadline::after(last_words_patience);
  while (carrier_says_) {
    pollfd entry{carrier_says_.get(), POLLIN, 0};
    if (poll_until(&entry, 1, deadline) == 0) break;
    hear_carrier();
  }
  const auto lines = split_words(carrier_words_, "\r\n");
  return lines.empty() ? std::string() : lines.back();
}

Result<void> Connection::wait_for(short event, const char* doing) {
  if (wait_until(Deadline::after(io_timeout_), event)) return {};
  return no_progress(doing);
}

unexpected<Error> Connection::lost(const char* doing) {
  const Result<void> failed =
      fail_errno(cat("lost ", peer_, " while ", doing), ExitCode::gone, Fault::that_host);
  Error error = failed.error();
  const std::string words = carrier_last_words();
  if (!words.empty()) error.text += cat(": ", words);
  return unexpected<Error>(std::move(error));
}

unexpected<Error> Connection::no_progress(const char* doing) const {
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
      return lost("sending");
    }
  }
  return {};
}

Result<void> Connection::send_file(int file, std::size_t size, off_t start) {
  while (size > 0) {
    const ssize_t sent = ::sendfile(socket_.get(), file, &start, size);
    if (sent > 0) {
      sent_ += static_cast<std::size_t>(sent);
      size -= static_cast<std::size_t>(sent);
    } else if (sent == 0) {
      return fail(Fault::this_machine, ExitCode::truncated, "a file shrank while it was sent");
    } else if (would_block(errno)) {
      TRY(wait_for(POLLOUT, "sending"));
    } else if (errno != EINTR) {
      return lost("sending");
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
      return lost("waiting for its answer");
    }
  }
}

bool Connection::readable_by(Deadline deadline) {
  return wait_until(deadline, POLLIN);
}

Result<void> Connection::await_answer(std::chrono::milliseconds tick,
                                      const std::function<void()>& each_tick) {
  const Deadline last = Deadline::after(io_timeout_);
  while (!last.passed()) {
    const auto left = std::chrono::milliseconds(last.poll_timeout());
    if (wait_until(Deadline::after(std::min(tick, left)), POLLIN)) return {};
    each_tick();
  }
  return no_progress("compiling");
}

}  // namespace distcc
