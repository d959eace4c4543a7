// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a file or directory is recognised as unchanged without reading it. The change time cannot be
// set back by a program, so an edit shows even when the modification time is restored and the size
// stays. It can only hide in the clock's coarseness: two changes within one tick of the file
// system leave the same times. What was read so shortly after a change is not trusted a second
// time.
#pragma once

#include <sys/stat.h>

#include <cstdint>

namespace distcc {

struct Stamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< nanoseconds since 1970
  std::int64_t changed = 0;

  friend bool operator==(const Stamp&, const Stamp&) = default;
};

Stamp stamp_of(const struct stat& status);

/// The wall clock, as file systems use it, in nanoseconds since 1970.
std::int64_t wall_clock();

/// Would every change made at `now` or later give another stamp?
bool is_settled(const Stamp& stamp, std::int64_t now);

}  // namespace distcc
