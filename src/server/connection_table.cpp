// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/connection_table.h"

#include <sys/socket.h>

#include <chrono>
#include <utility>

namespace distcc {

void LiveConnection::note_stage(Stage stage) {
  const std::lock_guard lock(mutex_);
  stage_ = stage;
  stage_began_ = Clock::now();
}

void LiveConnection::note_compiler(std::string name) {
  const std::lock_guard lock(mutex_);
  compiler_ = std::move(name);
}

LiveRequest LiveConnection::look(Clock::time_point now) const {
  const auto since = [&](Clock::time_point moment) {
    return std::chrono::duration_cast<Milliseconds>(now - moment);
  };
  const std::lock_guard lock(mutex_);
  return {client_, compiler_, stage_, since(began_), since(stage_began_)};
}

ConnectionTable::Entry::Entry(ConnectionTable& table, int fd, std::string client) : table_(table) {
  const std::lock_guard lock(table.mutex_);
  position_ = table.connections_.emplace(table.connections_.end(), fd, std::move(client));
}

ConnectionTable::Entry::~Entry() {
  const std::lock_guard lock(table_.mutex_);
  table_.connections_.erase(position_);
}

bool ConnectionTable::let_go_most_silent() {
  const std::lock_guard lock(mutex_);
  LiveConnection* most_silent = nullptr;
  for (LiveConnection& one : connections_) {
    if (one.stage_ != Stage::receiving || one.let_go_) continue;
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

std::vector<LiveRequest> ConnectionTable::requests() const {
  const auto now = Clock::now();
  std::vector<LiveRequest> requests;
  const std::lock_guard lock(mutex_);
  for (const LiveConnection& one : connections_) {
    if (!one.client_.empty()) requests.push_back(one.look(now));
  }
  return requests;
}

}  // namespace distcc
