// SPDX-License-Identifier: GPL-3.0-or-later
#include "scan/stamp.h"

#include <algorithm>
#include <ctime>

namespace distcc {
namespace {

constexpr std::int64_t second = 1'000'000'000;
// Kernels tick at least 100 times a second.
constexpr std::int64_t fine_tick = second / 50;
// File systems without fractions of seconds (FAT: two seconds).
constexpr std::int64_t coarse_tick = 2 * second + fine_tick;

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * second + time.tv_nsec;
}

}  // namespace

Stamp stamp_of(const struct stat& status) {
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

std::int64_t wall_clock() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return nanoseconds(now);
}

bool is_settled(const Stamp& stamp, std::int64_t now) {
  // The change time alone would do, were it kept by every file system.
  const std::int64_t newest = std::max(stamp.modified, stamp.changed);
  const std::int64_t tick = stamp.changed % second == 0 ? coarse_tick : fine_tick;
  return newest + tick < now;
}

}  // namespace distcc
