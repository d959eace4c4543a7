// SPDX-License-Identifier: GPL-3.0-or-later
//
// State files, which any process of the user may have written.
#include "wire/task_state.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto state = distcc::decode_task_state(bytes);
  if (!state) return 0;
  if (distcc::phase_name(state->phase).empty()) std::abort();
  const auto again = distcc::encode_task_state(*state);
  const auto second = distcc::decode_task_state({again.data(), again.size()});
  if (!second || second->pid != state->pid || second->phase != state->phase) std::abort();
  return 0;
}
