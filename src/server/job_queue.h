// SPDX-License-Identifier: GPL-3.0-or-later
//
// So many compilers at once, the rest in order of arrival, within a bound. A client that waits is
// watched by the thread that waits with it, so a place in the queue is a descriptor for poll(2)
// and not a blocking call.
#pragma once

#include <list>
#include <mutex>
#include <optional>

#include "base/fd.h"

namespace distcc {

class JobQueue {
 public:
  /// At most `jobs` run and `waiting` wait.
  JobQueue(int jobs, int waiting) : free_slots_(jobs), room_(waiting) {}
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

 private:
  struct Waiting {
    Fd granted;  ///< an eventfd
    bool has_slot = false;
  };

 public:
  /// A place: a slot, or the prospect of one. Dropping it leaves the queue, or hands the slot on.
  class Place {
   public:
    Place(Place&& other) noexcept;
    Place& operator=(Place&&) = delete;
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

    /// True when a compiler may be run now.
    [[nodiscard]] bool has_slot() const;
    /// Readable as soon as there is a slot; -1 when there was one at once.
    [[nodiscard]] int poll_fd() const;

   private:
    friend class JobQueue;
    using Position = std::list<Waiting>::iterator;
    explicit Place(JobQueue& queue) : queue_(&queue) {}
    Place(JobQueue& queue, Position position) : queue_(&queue), position_(position) {}
    JobQueue* queue_;
    std::optional<Position> position_;  ///< none: had its slot at once
  };

  /// Nothing when as many wait already as may.
  std::optional<Place> enter();
  /// Would enter() turn one away now?
  [[nodiscard]] bool is_full() const;

 private:
  void leave(Place& place);
  void hand_on();

  mutable std::mutex mutex_;
  int free_slots_;
  int room_;
  std::list<Waiting> waiting_;  ///< also those that got their slot by waiting, until they leave
};

}  // namespace distcc
