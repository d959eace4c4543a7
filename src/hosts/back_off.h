// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

#include "base/failure_mark.h"
#include "hosts/host.h"

namespace distcc {

/// Remembers which hosts failed lately, in files that stock distcc reads and writes too
/// (distcc-compat.md 5.6). A period of 0 remembers nothing; nor is anything remembered of a local
/// entry. Trouble with the files is nobody's reason to stop: a host is then not backed off.
class BackOff {
 public:
  /// `directory` is DISTCC_DIR; empty remembers nothing.
  BackOff(const std::string& directory, std::chrono::seconds period);

  void failed(const Host& host) const;
  void worked(const Host& host) const;
  [[nodiscard]] bool is_backed_off(const Host& host) const { return remaining(host).count() > 0; }
  /// It failed just now: within the time that the network takes to tell that a server left.
  [[nodiscard]] bool failed_just_now(const Host& host) const;
  /// For how long the host is still left out; 0 when it is not.
  [[nodiscard]] std::chrono::seconds remaining(const Host& host) const;

  /// The file of the host; empty when nothing is remembered of it.
  [[nodiscard]] std::string path_of(const Host& host) const;

 private:
  [[nodiscard]] FailureMark mark_of(const Host& host) const { return {path_of(host), period_}; }
  std::string lock_directory_;
  std::chrono::seconds period_;
};

}  // namespace distcc
