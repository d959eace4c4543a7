// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "base/cleanup.h"
#include "base/fd.h"
#include "wire/task_state.h"

namespace distcc {

/// Tells monitors what this client is doing, in DISTCC_DIR/state/binstate_PID. Trouble with the
/// file is no reason to disturb a compile: it is ignored. The file goes when this is dropped.
class Progress {
 public:
  /// `directory` is DISTCC_DIR; empty: nothing is told. `source` is the path of the source.
  Progress(const std::string& directory, const std::string& source);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void at(const std::string& host, int slot);
  void phase(Phase phase);
  /// Says again what is known: monitors take a file that is a minute old for a leftover.
  void refresh();

 private:
  void write();
  std::string path_;
  TaskState state_;
  Fd file_;
  UnlinkOnSignal guard_;
};

}  // namespace distcc
