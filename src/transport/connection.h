// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/fd.h"
#include "base/process.h"
#include "base/result.h"

namespace distcc {

/// A byte stream to one host, over a socket of our own or through a child such as ssh. Every call
/// ends: a host that makes no progress within the time-out is an error. All errors are
/// Fault::that_host.
class Connection {
 public:
  /// `socket` is a connected stream socket that does not block. `peer` names the host in errors.
  /// `carrier` is the process behind the socket, if any; it is ended with the connection. What it
  /// says comes from `carrier_says`, which does not block.
  Connection(Fd socket, std::string peer, std::chrono::milliseconds io_timeout,
             std::optional<Child> carrier = std::nullopt, Fd carrier_says = {});

  /// Sends all of `bytes`. With `more_follows` a last packet that is not full may be held back
  /// for a moment, to go out together with the next call's bytes.
  Result<void> send(std::string_view bytes, bool more_follows = false);
  /// Sends `size` bytes of a file, from `start` on.
  Result<void> send_file(int file, std::size_t size, off_t start = 0);
  /// What has arrived, at most `room` bytes; waits for the first. 0 at the end of the stream.
  Result<std::size_t> receive(char* buffer, std::size_t room);
  /// Waits until something can be received, or the end of the stream; false when `deadline` passed.
  bool readable_by(Deadline deadline);
  /// Waits until something can be received, calling `each_tick` about every `tick` meanwhile.
  Result<void> await_answer(std::chrono::milliseconds tick, const std::function<void()>& each_tick);

  /// After the end of the stream: what the carrier said last, such as why it could not connect.
  /// Empty when it said nothing, or there is none.
  std::string carrier_last_words();

  [[nodiscard]] std::size_t bytes_sent() const { return sent_; }
  [[nodiscard]] std::size_t bytes_received() const { return received_; }

 private:
  Result<void> wait_for(short event, const char* doing);
  bool wait_until(Deadline deadline, short event);
  void hear_carrier();
  [[nodiscard]] unexpected<Error> no_progress(const char* doing) const;
  unexpected<Error> lost(const char* doing);

  // The carrier is declared first: the socket closes before the carrier is ended.
  std::optional<Child> carrier_;
  Fd carrier_says_;
  std::string carrier_words_;
  Fd socket_;
  std::string peer_;
  std::chrono::milliseconds io_timeout_;
  std::size_t sent_ = 0;
  std::size_t received_ = 0;
};

}  // namespace distcc
