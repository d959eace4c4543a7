// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosts/slots.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace distcc {
namespace {

/// The name of a lock file without the slot.
std::string slot_prefix(const Host& host) {
  return cat("cpu_", host.lock_name(), "_");
}

}  // namespace

Claim::Claim(Fd lock, std::string name, std::shared_ptr<Names> held, int host, int slot)
    : lock_(std::move(lock)),
      name_(std::move(name)),
      held_(std::move(held)),
      host_(host),
      slot_(slot) {
  held_->push_back(name_);
}

Claim::~Claim() {
  if (held_) std::erase(*held_, name_);
}

void Claim::swap(Claim& other) noexcept {
  std::swap(lock_, other.lock_);
  std::swap(name_, other.name_);
  std::swap(held_, other.held_);
  std::swap(host_, other.host_);
  std::swap(slot_, other.slot_);
}

int slots_in_use(const std::string& directory, const Host& host) {
  const LockDirectory locks(cat(directory, "/lock"));
  const std::string prefix = slot_prefix(host);
  int count = 0;
  for (int slot = 0; slot < host.slots; ++slot) {
    if (locks.is_locked(cat(prefix, slot))) ++count;
  }
  return count;
}

Slots::Slots(std::string lock_directory, std::chrono::milliseconds pause)
    : locks_(std::move(lock_directory)),
      pause_(std::max(pause, std::chrono::milliseconds(1))),
      held_(std::make_shared<Claim::Names>()) {}

Result<Slots> Slots::open(const std::string& directory, std::chrono::milliseconds pause) {
  if (directory.empty()) {
    return fail(Fault::this_machine, ExitCode::io_error,
                "no directory for lock files: neither DISTCC_DIR nor HOME is set");
  }
  return Slots(cat(directory, "/lock"), pause);
}

std::vector<Slots::Row> Slots::rows_of(const std::vector<Host>& hosts) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    if (!hosts[i].usable()) continue;
    Row row{slot_prefix(hosts[i]), static_cast<int>(i), 0, hosts[i].slots};
    for (const Row& earlier : rows) {
      if (earlier.prefix == row.prefix) row.first = std::max(row.first, earlier.limit);
    }
    if (row.first < row.limit) rows.push_back(std::move(row));
  }
  return rows;
}

/// Waiters for the same slots must meet at the same file, and no others there.
std::string Slots::gate_name(const std::vector<Row>& rows) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const Row& row : rows) {
    for (const char c : cat(row.prefix, row.limit, " ")) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
  }
  return cat("wait_", hash);
}

/// A lock is tried outright while the hope is that it is free. Once one was not, the others are
/// looked at first: a try that fails wakes the waiter that watches.
Result<std::optional<Claim>> Slots::try_slot(const Row& row, int slot, bool& seems_taken) {
  std::string name = cat(row.prefix, slot);
  if (std::find(held_->begin(), held_->end(), name) != held_->end()) return std::nullopt;
  if (seems_taken && locks_.is_locked(name)) return std::nullopt;
  Fd lock = TRY_VALUE(locks_.lock(name));
  if (lock) return Claim(std::move(lock), std::move(name), held_, row.host, slot);
  seems_taken = true;
  return std::nullopt;
}

Result<std::optional<Claim>> Slots::look(const std::vector<Row>& rows, bool all_seem_taken) {
  int slot = 0;
  for (bool more = true; more; ++slot) {
    more = false;
    for (const Row& row : rows) {
      if (slot >= row.limit) continue;
      more = true;
      if (slot < row.first) continue;
      std::optional<Claim> claim = TRY_VALUE(try_slot(row, slot, all_seem_taken));
      if (claim) return claim;
    }
  }
  return std::nullopt;
}

Result<Claim> Slots::wait(const std::vector<Row>& rows) {
  const Fd gate = TRY_VALUE(locks_.wait_for_lock(gate_name(rows)));
  // From here on this process is the only waiter for these slots that looks at them.
  locks_.watch();
  while (true) {
    std::optional<Claim> claim = TRY_VALUE(look(rows, true));
    if (claim) return std::move(*claim);
    locks_.wait_for_release(pause_);
  }
}

Result<std::optional<Claim>> Slots::try_claim(const std::vector<Host>& hosts) {
  return look(rows_of(hosts), false);
}

Result<Claim> Slots::claim(const std::vector<Host>& hosts) {
  const std::vector<Row> rows = rows_of(hosts);
  if (rows.empty()) return fail(Fault::this_machine, ExitCode::no_hosts, "no host is usable");
  std::optional<Claim> claim = TRY_VALUE(look(rows, false));
  if (claim) return std::move(*claim);
  return wait(rows);
}

Result<Claim> Slots::claim_local(int limit) {
  Host host;
  host.way = Host::Way::local;
  host.slots = limit;
  Claim claim = TRY_VALUE(this->claim({host}));
  claim.host_ = -1;
  return claim;
}

}  // namespace distcc
