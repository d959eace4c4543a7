// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/thread_pool.h"

#include <pthread.h>
#include <sys/eventfd.h>

#include <chrono>
#include <utility>

namespace distcc {
namespace {

constexpr std::size_t stack_size = 512 << 10;
constexpr std::chrono::seconds longest_idle{60};

}  // namespace

ThreadPool::ThreadPool() : idle_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

ThreadPool::~ThreadPool() {
  std::unique_lock lock(mutex_);
  ending_ = true;
  work_came_.notify_all();
  work_ended_.wait(lock, [this] { return threads_ == 0; });
}

std::size_t ThreadPool::busy() const {
  const std::lock_guard lock(mutex_);
  return busy_;
}

void ThreadPool::wait_until_idle() {
  std::unique_lock lock(mutex_);
  work_ended_.wait(lock, [this] { return busy_ == 0; });
}

bool ThreadPool::run(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= idle_threads_ && !start_thread()) return false;
    ++busy_;
    waiting_.push_back(std::move(work));
  }
  work_came_.notify_one();
  return true;
}

bool ThreadPool::start_thread() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread{};
  const bool started = pthread_create(&thread, &attributes, &ThreadPool::thread_main, this) == 0;
  pthread_attr_destroy(&attributes);
  if (started) {
    ++threads_;
    ++idle_threads_;
  }
  return started;
}

void* ThreadPool::thread_main(void* pool) {
  static_cast<ThreadPool*>(pool)->work_until_idle();
  return nullptr;
}

void ThreadPool::work_until_idle() {
  std::unique_lock lock(mutex_);
  while (true) {
    const bool woken =
        work_came_.wait_for(lock, longest_idle, [this] { return ending_ || !waiting_.empty(); });
    if (!woken || waiting_.empty()) break;
    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    --idle_threads_;
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
    ++idle_threads_;
    if (--busy_ == 0) {
      ::eventfd_write(idle_.get(), 1);
      work_ended_.notify_all();
    }
  }
  --idle_threads_;
  --threads_;
  work_ended_.notify_all();
}

}  // namespace distcc
