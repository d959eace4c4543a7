// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/network_lists.h"

#include <algorithm>

#include "base/environment.h"
#include "base/files.h"
#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

/// The daemon has told of all servers after one second.
constexpr Milliseconds longest_look{1'500};
constexpr std::size_t most_lists = 16;

}  // namespace

Result<void> NetworkLists::keep(const std::string& directory) {
  TRY(make_directories(cat(directory, "/zeroconf")));
  const std::string real = real_path(directory);
  std::shared_ptr<Browser> browser;
  {
    const std::lock_guard lock(mutex_);
    if (given_up_) {
      return fail(Fault::this_machine, ExitCode::failed, "another agent takes over");
    }
    std::shared_ptr<Browser>& kept = browsers_[real];
    if (kept && !kept->is_keeper()) kept.reset();
    if (!kept) {
      auto started = browsers_.size() > most_lists
                         ? fail(Fault::this_machine, ExitCode::busy, "too many lists are kept")
                         : Browser::start(real, Environment::of_process().get("PATH").value_or(""));
      if (!started || !*started) {
        browsers_.erase(real);
        return started ? Result<void>() : unexpected(started.error());
      }
      kept = std::move(*started);
    }
    browser = kept;
  }
  return browser->wait_for_list(Deadline::after(longest_look));
}

void NetworkLists::give_up() {
  const std::lock_guard lock(mutex_);
  given_up_ = true;
  browsers_.clear();
}

Clock::time_point NetworkLists::last_read() {
  const std::lock_guard lock(mutex_);
  Clock::time_point latest{};
  for (const auto& [directory, browser] : browsers_) {
    latest = std::max(latest, browser->last_read());
  }
  return latest;
}

}  // namespace distcc
