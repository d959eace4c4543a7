// SPDX-License-Identifier: GPL-3.0-or-later
//
// Slots: how many jobs at once a host takes from this user. A slot is a POSIX record lock on a
// file of DISTCC_DIR/lock, the same files that stock distcc locks (distcc-compat.md 5.6), so both
// can run side by side, and a dead client holds nothing.
//
// When all are taken, nobody polls: the waiters of one host list queue up (in the kernel, by a
// blocking lock on a gate file), and only the first of them watches the lock files. A slot that
// is given back closes its file, which inotify reports.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "hosts/host_list.h"

namespace distcc {

/// A held slot; given back when dropped (or when this process ends).
class Claim {
 public:
  Claim(Fd lock, int host_index, int slot) : lock_(std::move(lock)), host_(host_index), slot_(slot) {}
  /// Index into the list that was offered.
  [[nodiscard]] int host() const { return host_; }
  [[nodiscard]] int slot() const { return slot_; }

 private:
  Fd lock_;
  int host_;
  int slot_;
};

class Slots {
 public:
  /// `directory` is DISTCC_DIR; its subdirectory "lock" is made when missing.
  /// `pause` is the longest time between two looks at locks whose release cannot be watched.
  static Result<Slots> open(const std::string& directory, std::chrono::milliseconds pause);

  /// The first free slot: slot 0 of every host in order, then slot 1 of every host … Nothing when
  /// all are taken, or no host is usable.
  Result<std::optional<Claim>> try_claim(const std::vector<Host>& hosts);
  /// The same, waiting until one is free. Error ExitCode::no_hosts when no host is usable.
  Result<Claim> claim(const std::vector<Host>& hosts);
  /// One of `limit` local slots, waiting until one is free. Its host() is -1.
  Result<Claim> claim_local(int limit);

 private:
  explicit Slots(std::string lock_directory, std::chrono::milliseconds pause);
  std::string lock_directory_;
  std::chrono::milliseconds pause_;
};

}  // namespace distcc
