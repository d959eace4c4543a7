// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/task_state.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace distcc {
namespace {

constexpr unsigned long record_magic = 0x44494800;
constexpr std::array<std::string_view, 8> phase_names = {
    "Startup", "Blocked", "Connect", "Preprocess", "Send", "Compile", "Receive", "Done"};

/// The record as it is in memory and in the file: native word size and byte order.
struct Record {
  std::size_t size;
  unsigned long magic;
  unsigned long pid;
  char file[128];
  char host[128];
  int slot;
  int phase;
  std::uintptr_t unused;  ///< a pointer of stock distcc, without meaning in the file
};
static_assert(sizeof(Record) == task_state_size);
static_assert(offsetof(Record, magic) == sizeof(long));
static_assert(offsetof(Record, pid) == 2 * sizeof(long));
static_assert(offsetof(Record, file) == 3 * sizeof(long));
static_assert(offsetof(Record, host) == offsetof(Record, file) + 128);
static_assert(offsetof(Record, slot) == offsetof(Record, host) + 128);
static_assert(offsetof(Record, phase) == offsetof(Record, slot) + 4);
static_assert(offsetof(Record, unused) == offsetof(Record, phase) + 4);

template <std::size_t Size>
void store(char (&field)[Size], std::string_view text) {
  std::copy_n(text.data(), std::min(text.size(), Size - 1), field);
}

template <std::size_t Size>
std::string load(const char (&field)[Size]) {
  return {field, ::strnlen(field, Size)};
}

}  // namespace

std::string_view phase_name(Phase phase) {
  return phase_names[static_cast<std::size_t>(phase)];
}

std::array<char, task_state_size> encode_task_state(const TaskState& state) {
  Record record{};
  record.size = task_state_size;
  record.magic = record_magic;
  record.pid = static_cast<unsigned long>(state.pid);
  store(record.file, state.file);
  store(record.host, state.host);
  record.slot = state.slot;
  record.phase = static_cast<int>(state.phase);
  std::array<char, task_state_size> bytes;
  std::memcpy(bytes.data(), &record, sizeof record);
  return bytes;
}

std::optional<TaskState> decode_task_state(std::string_view bytes) {
  if (bytes.size() != task_state_size) return std::nullopt;
  Record record;
  std::memcpy(&record, bytes.data(), sizeof record);
  const bool fits = record.size == task_state_size && record.magic == record_magic &&
                    record.phase >= 0 && record.phase < static_cast<int>(phase_names.size());
  if (!fits) return std::nullopt;
  return TaskState{static_cast<long>(record.pid), load(record.file), load(record.host), record.slot,
                   static_cast<Phase>(record.phase)};
}

}  // namespace distcc
