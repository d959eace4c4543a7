// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/job_queue.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <vector>

namespace distcc {
namespace {

bool readable(const JobQueue::Place& place) {
  pollfd one{place.poll_fd(), POLLIN, 0};
  return ::poll(&one, 1, 0) == 1;
}

TEST(JobQueue, GivesSlotsUntilAllAreTaken) {
  JobQueue queue(2, 1);
  const auto first = queue.enter();
  const auto second = queue.enter();
  const auto third = queue.enter();
  ASSERT_TRUE(first && second && third);
  EXPECT_TRUE(first->has_slot());
  EXPECT_TRUE(second->has_slot());
  EXPECT_FALSE(third->has_slot());
  EXPECT_FALSE(readable(*third));
}

TEST(JobQueue, TurnsAwayWhomItHasNoPlaceFor) {
  JobQueue queue(1, 1);
  const auto first = queue.enter();
  EXPECT_FALSE(queue.is_full());
  const auto second = queue.enter();
  EXPECT_TRUE(queue.is_full());
  EXPECT_FALSE(queue.enter());
}

TEST(JobQueue, WithoutWaitingPlacesOnlyRuns) {
  JobQueue queue(1, 0);
  auto first = queue.enter();
  EXPECT_TRUE(queue.is_full());
  EXPECT_FALSE(queue.enter());
  first.reset();
  EXPECT_TRUE(queue.enter());
}

TEST(JobQueue, HandsASlotToWhoHasWaitedLongest) {
  JobQueue queue(1, 2);
  auto running = queue.enter();
  auto next = queue.enter();
  auto last = queue.enter();
  running.reset();
  EXPECT_TRUE(next->has_slot());
  EXPECT_TRUE(readable(*next));
  EXPECT_FALSE(last->has_slot());
  next.reset();
  EXPECT_TRUE(last->has_slot());
}

TEST(JobQueue, WhoLeavesTheQueueFreesItsPlaceOnly) {
  JobQueue queue(1, 2);
  auto running = queue.enter();
  auto leaver = queue.enter();
  auto stayer = queue.enter();
  EXPECT_TRUE(queue.is_full());
  leaver.reset();
  EXPECT_FALSE(queue.is_full());
  EXPECT_FALSE(stayer->has_slot());
  running.reset();
  EXPECT_TRUE(stayer->has_slot());
}

TEST(JobQueue, ASlotGotByWaitingMakesRoomInTheQueue) {
  JobQueue queue(1, 1);
  auto running = queue.enter();
  auto waiting = queue.enter();
  running.reset();
  EXPECT_TRUE(waiting->has_slot());
  const auto behind = queue.enter();
  ASSERT_TRUE(behind);
  EXPECT_FALSE(behind->has_slot());
}

TEST(JobQueue, AllSlotsComeBack) {
  JobQueue queue(3, 5);
  for (int round = 0; round < 4; ++round) {
    std::vector<JobQueue::Place> places;
    for (int i = 0; i < 8; ++i) places.push_back(std::move(*queue.enter()));
    EXPECT_FALSE(queue.enter());
  }
  std::vector<JobQueue::Place> places;
  for (int i = 0; i < 3; ++i) places.push_back(std::move(*queue.enter()));
  for (const auto& place : places) EXPECT_TRUE(place.has_slot());
}

}  // namespace
}  // namespace distcc
