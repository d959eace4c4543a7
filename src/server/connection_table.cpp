// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/connection_table.h"

#include <sys/socket.h>

namespace distcc {

ConnectionTable::Entry::Entry(ConnectionTable& table, int fd) : table_(table) {
  const std::lock_guard lock(table.mutex_);
  position_ = table.connections_.emplace(table.connections_.end(), fd);
}

ConnectionTable::Entry::~Entry() {
  const std::lock_guard lock(table_.mutex_);
  table_.connections_.erase(position_);
}

bool ConnectionTable::let_go_most_silent() {
  const std::lock_guard lock(mutex_);
  LiveConnection* most_silent = nullptr;
  for (LiveConnection& one : connections_) {
    if (!one.receiving_ || one.let_go_) continue;
    if (most_silent == nullptr || one.last_progress_ < most_silent->last_progress_) {
      most_silent = &one;
    }
  }
  if (most_silent == nullptr) return false;
  most_silent->let_go_ = true;
  // Its thread reads the end of the stream, and can still answer.
  ::shutdown(most_silent->fd_, SHUT_RD);
  return true;
}

}  // namespace distcc
