// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/back_off.h"

#include "base/log.h"
#include "base/text.h"

namespace distcc {

BackOff::BackOff(const std::string& directory, std::chrono::seconds period)
    : lock_directory_(directory.empty() ? std::string() : cat(directory, "/lock")),
      period_(period) {}

std::string BackOff::path_of(const Host& host) const {
  const bool remembered =
      period_.count() > 0 && !lock_directory_.empty() && host.way != Host::Way::local;
  return remembered ? cat(lock_directory_, "/backoff_", host.lock_name(), "_0") : std::string();
}

void BackOff::failed(const Host& host) const {
  if (mark_of(host).set()) return;
  log_warning(cat("cannot remember in ", path_of(host), " that the host failed"));
}

void BackOff::worked(const Host& host) const {
  mark_of(host).clear();
}

bool BackOff::failed_just_now(const Host& host) const {
  constexpr std::chrono::seconds just_now{5};
  const std::chrono::seconds left = remaining(host);
  return left.count() > 0 && left > period_ - just_now;
}

std::chrono::seconds BackOff::remaining(const Host& host) const {
  return mark_of(host).remaining();
}

}  // namespace distcc
