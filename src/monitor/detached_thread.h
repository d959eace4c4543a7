// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <system_error>
#include <thread>
#include <utility>

namespace distcc {

/// Runs `work` in a thread that nobody waits for: what it uses it must own. False when the system
/// has no thread to give.
template <class Work>
bool start_detached(Work work) {
  try {
    std::thread(std::move(work)).detach();
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

}  // namespace distcc
