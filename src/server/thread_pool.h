// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

#include "base/fd.h"

namespace distcc {

/// Threads with small stacks that are made when needed, used again, and end when idle for long.
class ThreadPool {
 public:
  ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  /// Waits for all work to end.
  ~ThreadPool();

  /// Runs `work` on a thread of its own. False when there can be no more threads.
  bool run(std::function<void()> work);
  /// Tasks that have not ended.
  [[nodiscard]] std::size_t busy() const;
  /// For poll(2): readable, until reset, when the last task has ended since.
  [[nodiscard]] int idle_fd() const { return idle_.get(); }
  void wait_until_idle();

 private:
  static void* thread_main(void* pool);
  bool start_thread();
  void work_until_idle();

  Fd idle_;
  mutable std::mutex mutex_;
  std::condition_variable work_came_;
  std::condition_variable work_ended_;
  std::deque<std::function<void()>> waiting_;
  std::size_t idle_threads_ = 0;
  std::size_t threads_ = 0;
  std::size_t busy_ = 0;
  bool ending_ = false;
};

}  // namespace distcc
