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
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "hosts/host.h"
#include "hosts/lock_directory.h"

namespace distcc {

/// A held slot; given back when dropped (or when this process ends).
class Claim {
 public:
  Claim(Claim&&) noexcept = default;
  Claim& operator=(Claim other) noexcept {
    swap(other);
    return *this;
  }
  ~Claim();

  /// Index into the list that was offered; -1 for a local slot.
  [[nodiscard]] int host() const { return host_; }
  [[nodiscard]] int slot() const { return slot_; }

 private:
  friend class Slots;
  using Names = std::vector<std::string>;
  Claim(Fd lock, std::string name, std::shared_ptr<Names> held, int host, int slot);
  void swap(Claim& other) noexcept;

  Fd lock_;
  std::string name_;
  std::shared_ptr<Names> held_;  ///< those of all claims of this process; none when moved from
  int host_;
  int slot_;
};

/// How many slots of the host other processes hold now. `directory` is DISTCC_DIR.
int slots_in_use(const std::string& directory, const Host& host);

/// The slots as one process sees them. A process has one of these and uses it from one thread:
/// what it holds already it knows only from here (see lock_directory.h).
class Slots {
 public:
  /// `directory` is DISTCC_DIR; its subdirectory "lock" is made when it is first needed.
  /// `pause` is the longest time between two looks at locks whose release cannot be watched.
  /// An error when `directory` is empty.
  static Result<Slots> open(const std::string& directory, std::chrono::milliseconds pause);

  /// The first free slot: slot 0 of every host in order, then slot 1 of every host … Nothing when
  /// all are taken, or no host is usable.
  Result<std::optional<Claim>> try_claim(const std::vector<Host>& hosts);
  /// The same, waiting until one is free. Error ExitCode::no_hosts when no host is usable.
  /// Which hosts are backed off is the caller's to know: it offers only the others.
  Result<Claim> claim(const std::vector<Host>& hosts);
  /// One of `limit` local slots, waiting until one is free. Its host() is -1.
  Result<Claim> claim_local(int limit);

 private:
  /// The slots of one host that no earlier host of the list has under the same name.
  struct Row {
    std::string prefix;  ///< lock file name without the slot
    int host;
    int first;
    int limit;
  };

  Slots(std::string lock_directory, std::chrono::milliseconds pause);
  static std::vector<Row> rows_of(const std::vector<Host>& hosts);
  static std::string gate_name(const std::vector<Row>& rows);
  Result<std::optional<Claim>> look(const std::vector<Row>& rows, bool all_seem_taken);
  Result<std::optional<Claim>> try_slot(const Row& row, int slot, bool& seems_taken);
  Result<Claim> wait(const std::vector<Row>& rows);

  LockDirectory locks_;
  std::chrono::milliseconds pause_;
  std::shared_ptr<Claim::Names> held_;
};

}  // namespace distcc
