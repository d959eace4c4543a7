// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/thread_pool.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <future>

namespace distcc {
namespace {

TEST(ThreadPool, RunsAllWorkAtOnce) {
  ThreadPool pool;
  constexpr int tasks = 20;
  std::atomic<int> begun = 0;
  std::promise<void> all_begun;
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  for (int i = 0; i < tasks; ++i) {
    ASSERT_TRUE(pool.run([&, open] {
      if (++begun == tasks) all_begun.set_value();
      open.wait();
    }));
  }
  all_begun.get_future().wait();  // none had to wait for another
  EXPECT_EQ(pool.busy(), 20U);
  gate.set_value();
  pool.wait_until_idle();
  EXPECT_EQ(pool.busy(), 0U);
}

TEST(ThreadPool, SaysWhenTheLastWorkHasEnded) {
  ThreadPool pool;
  ASSERT_TRUE(pool.run([] {}));
  pollfd idle{pool.idle_fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&idle, 1, 10'000), 1);
}

TEST(ThreadPool, WaitsForItsWorkWhenDropped) {
  std::atomic<int> ended = 0;
  {
    ThreadPool pool;
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(pool.run([&] { ++ended; }));
  }
  EXPECT_EQ(ended, 5);
}

}  // namespace
}  // namespace distcc
