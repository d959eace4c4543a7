// SPDX-License-Identifier: GPL-3.0-or-later
//
// The compiles that run now under one DISTCC_DIR, read from the state files that clients keep
// there: ours and those of stock distcc (distcc-compat.md 5.11).
//
// A client that is killed by SIGKILL leaves its file. Such a file is removed when its process is
// gone and it is a minute old: age alone says nothing, a compile may well take that long.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "wire/task_state.h"

namespace distcc {

/// What every live client of `directory` (DISTCC_DIR) does, by host, then slot. Finished tasks and
/// files that are no state files are left out. `now` decides which abandoned files are removed.
Result<std::vector<TaskState>> running_tasks(const std::string& directory,
                                             std::chrono::system_clock::time_point now);

/// The line of distccmon-text for one task, without its newline.
std::string task_line(const TaskState& task);

}  // namespace distcc
