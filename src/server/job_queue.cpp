// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/job_queue.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <utility>

namespace distcc {

std::optional<JobQueue::Place> JobQueue::enter() {
  const std::lock_guard lock(mutex_);
  if (free_slots_ > 0) {
    --free_slots_;
    return Place(*this);
  }
  if (room_ <= 0) return std::nullopt;
  Fd granted(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!granted) return std::nullopt;  // out of descriptors is one way of being full
  --room_;
  return Place(*this, waiting_.insert(waiting_.end(), Waiting{std::move(granted)}));
}

bool JobQueue::is_full() const {
  const std::lock_guard lock(mutex_);
  return free_slots_ <= 0 && room_ <= 0;
}

void JobQueue::leave(Place& place) {
  const std::lock_guard lock(mutex_);
  const bool had_slot = !place.position_ || (*place.position_)->has_slot;
  if (place.position_) waiting_.erase(*place.position_);
  if (had_slot) {
    hand_on();
  } else {
    ++room_;
  }
}

void JobQueue::hand_on() {
  const auto next = std::find_if(waiting_.begin(), waiting_.end(),
                                 [](const Waiting& one) { return !one.has_slot; });
  if (next == waiting_.end()) {
    ++free_slots_;
    return;
  }
  next->has_slot = true;
  ++room_;
  ::eventfd_write(next->granted.get(), 1);
}

JobQueue::Place::Place(Place&& other) noexcept
    : queue_(std::exchange(other.queue_, nullptr)),
      position_(std::exchange(other.position_, std::nullopt)) {}

JobQueue::Place::~Place() {
  if (queue_ != nullptr) queue_->leave(*this);
}

bool JobQueue::Place::has_slot() const {
  if (!position_) return true;
  const std::lock_guard lock(queue_->mutex_);
  return (*position_)->has_slot;
}

int JobQueue::Place::poll_fd() const {
  return position_ ? (*position_)->granted.get() : -1;
}

}  // namespace distcc
