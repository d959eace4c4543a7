// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"

namespace distcc {

/// How far a request is: arriving, in the queue, in a compiler, on its way back.
enum class Stage { receiving, waiting, compiling, answering };

/// A request as the owner of the machine may see it.
struct LiveRequest {
  std::string client;    ///< as Peer::text
  std::string compiler;  ///< its base name; empty until it is known
  Stage stage = Stage::receiving;
  Milliseconds age{0};        ///< of the connection
  Milliseconds stage_age{0};  ///< since it came to this stage
};

/// What others may know about a connection while its own thread serves it.
class LiveConnection {
 public:
  LiveConnection(int fd, std::string client) : fd_(fd), client_(std::move(client)) {}

  void note_progress() { last_progress_ = Clock::now().time_since_epoch().count(); }
  /// From Stage::waiting on the connection is not let go for others: its request is whole.
  void note_stage(Stage stage);
  void note_compiler(std::string name);
  /// Its client was let go to make room, although it had not left by itself.
  [[nodiscard]] bool was_let_go() const { return let_go_; }

 private:
  friend class ConnectionTable;
  [[nodiscard]] LiveRequest look(Clock::time_point now) const;

  int fd_;
  std::string client_;  ///< empty for a reader of statistics
  Clock::time_point began_ = Clock::now();
  std::atomic<Clock::rep> last_progress_ = began_.time_since_epoch().count();
  std::atomic<Stage> stage_ = Stage::receiving;
  mutable std::mutex mutex_;  ///< of what follows
  std::string compiler_;
  Clock::time_point stage_began_ = began_;
  std::atomic<bool> let_go_ = false;
};

/// All connections that are open, so that a full server can let go of the one that has been silent
/// longest.
class ConnectionTable {
 public:
  /// While this lives, the connection is in the table. It must die before the socket is closed.
  class Entry {
   public:
    /// `client` as Peer::text; empty for a connection that is no request.
    Entry(ConnectionTable& table, int fd, std::string client = {});
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

  /// All requests, oldest first.
  [[nodiscard]] std::vector<LiveRequest> requests() const;

 private:
  mutable std::mutex mutex_;
  std::list<LiveConnection> connections_;
};

}  // namespace distcc
