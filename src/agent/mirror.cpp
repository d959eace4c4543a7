// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/mirror.h"

#include <iterator>
#include <utility>

namespace distcc {
namespace {

/// A client sends what it was told as soon as it has a slot.
constexpr std::chrono::minutes kept_after_use{10};
/// It lies in memory, mostly.
constexpr std::size_t largest_root = std::size_t{1} << 30;

}  // namespace

Result<void> Mirror::take_new_root() {
  const auto now = Clock::now();
  // The oldest come first.
  auto kept = former_.begin();
  while (kept != former_.end() && now - kept->left > kept_after_use) ++kept;
  std::vector<Former> young(std::make_move_iterator(kept), std::make_move_iterator(former_.end()));
  former_.swap(young);
  if (!present_.empty()) {
    former_.push_back({std::move(present_.front()), now});
    present_.clear();
  }
  present_.push_back(TRY_VALUE(ClientRoot::create(base_, made_++)));
  return {};
}

Result<ClientRoot::Verdict> Mirror::hold(const MirrorPlan& plan, std::vector<std::string>& paths) {
  const std::lock_guard lock(mutex_);
  if (present_.empty() || present_.front().bytes() > largest_root) TRY(take_new_root());
  auto verdict = present_.front().hold(plan, paths);
  const bool unusable = !verdict || *verdict == ClientRoot::Verdict::root_outdated;
  if (!unusable) return verdict;
  TRY(take_new_root());
  return present_.front().hold(plan, paths);
}

MirrorStatistics Mirror::statistics() {
  const std::lock_guard lock(mutex_);
  if (present_.empty()) return {0, 0, made_};
  return {present_.front().files(), present_.front().bytes(), made_};
}

}  // namespace distcc
