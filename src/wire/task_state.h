// SPDX-License-Identifier: GPL-3.0-or-later
//
// The record that tells monitors what a client is doing: DISTCC_DIR/state/binstate_PID. It is the
// memory image of stock distcc's structure (distcc-compat.md 5.11), so its layout lives here only.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace distcc {

enum class Phase : int { startup, blocked, connect, preprocess, send, compile, receive, done };

/// "Compile", as distccmon-text shows it.
std::string_view phase_name(Phase phase);

struct TaskState {
  long pid = 0;
  std::string file;  ///< base name of the source, cut at 127 bytes
  std::string host;  ///< name without port and options, or "localhost", cut at 127 bytes
  int slot = 0;
  Phase phase = Phase::startup;
};

constexpr std::size_t task_state_size = sizeof(long) == 8 ? 296 : 280;

std::array<char, task_state_size> encode_task_state(const TaskState& state);
/// Nothing when size, magic or phase do not fit.
std::optional<TaskState> decode_task_state(std::string_view bytes);

}  // namespace distcc
