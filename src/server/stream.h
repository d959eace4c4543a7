// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"
#include "server/ending.h"

namespace distcc {

/// The bytes from and to one client: a socket, or the two pipes of inetd mode. No call waits
/// longer than it is told to, whatever the client does, or than the server lives: reading is over
/// when its end begins, writing when it hurries.
class Stream {
 public:
  /// A socket for both directions, already non-blocking.
  Stream(Fd socket, const Ending& ending)
      : ending_(ending), in_(socket.get()), out_(socket.get()), owned_(std::move(socket)) {}
  /// Two descriptors that stay the caller's, already non-blocking.
  Stream(int in, int out, const Ending& ending) : ending_(ending), in_(in), out_(out) {}

  /// The bytes that are there, at most `size`; waits for the first one. 0 at the end of the stream.
  /// Errors: ExitCode::timed_out, or ExitCode::gone when the client is.
  Result<std::size_t> read(char* buffer, std::size_t size, Deadline deadline);
  /// The next read() begins with this byte, which was read too early.
  void put_back(char byte) { put_back_ = byte; }

  /// Sends all. `patience` is the time without progress after which the client is given up.
  /// `more_follows` lets the kernel join it with what comes next.
  Result<void> write(std::string_view bytes, Milliseconds patience, bool more_follows = false);
  /// Sends the first `size` bytes of an open file.
  Result<void> send_file(int file, std::size_t size, Milliseconds patience);

  /// Says that nothing more comes from here, then reads and forgets what the client still sends,
  /// until it closes, the deadline passes or `most` bytes came. Closing with unread bytes would
  /// reset the connection, and the client would lose the answer that it has not read yet.
  void finish(std::size_t most, Deadline deadline);

  /// To be polled (POLLIN) for the end of the client while a compiler runs.
  [[nodiscard]] int poll_fd() const { return in_; }

 private:
  Result<void> wait_to_write(Milliseconds patience);
  const Ending& ending_;
  int in_;
  int out_;
  Fd owned_;
  std::optional<char> put_back_;
};

}  // namespace distcc
