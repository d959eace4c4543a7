// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <list>
#include <mutex>

#include "base/clock.h"

namespace distcc {

/// What others may know about a connection while its own thread serves it.
class LiveConnection {
 public:
  explicit LiveConnection(int fd) : fd_(fd) {}

  void note_progress() { last_progress_ = Clock::now().time_since_epoch().count(); }
  /// From here on the connection is not let go for others: its request is whole.
  void note_request_complete() { receiving_ = false; }
  /// Its client was let go to make room, although it had not left by itself.
  [[nodiscard]] bool was_let_go() const { return let_go_; }

 private:
  friend class ConnectionTable;
  int fd_;
  std::atomic<Clock::rep> last_progress_ = Clock::now().time_since_epoch().count();
  std::atomic<bool> receiving_ = true;
  std::atomic<bool> let_go_ = false;
};

/// All connections that are open, so that a full server can let go of the one that has been silent
/// longest.
class ConnectionTable {
 public:
  /// While this lives, the connection is in the table. It must die before the socket is closed.
  class Entry {
   public:
    Entry(ConnectionTable& table, int fd);
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    ~Entry();
    LiveConnection& connection() { return *position_; }

   private:
    ConnectionTable& table_;
    std::list<LiveConnection>::iterator position_;
  };

  /// Nothing more is received on the connection that made no progress for the longest time. False
  /// when each has its whole request in.
  bool let_go_most_silent();

 private:
  std::mutex mutex_;
  std::list<LiveConnection> connections_;
};

}  // namespace distcc
