// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

#include "activity/builds.h"
#include "activity/journal.h"
#include "base/environment.h"
#include "base/result.h"
#include "monitor/snapshot.h"

namespace distcc {

/// Whose jobs are looked at.
struct WatchedPlace {
  std::string directory;    ///< a DISTCC_DIR
  Environment environment;  ///< for DISTCC_HOSTS; empty when the directory is another user's
  std::chrono::seconds back_off_period{60};
};

/// The place that the options and variables of a monitor name. A directory that was named but is
/// not there is an error: it is more likely misspelt than idle. `directory` is that of --dir, may
/// be empty.
Result<WatchedPlace> watched_place(const Environment& environment, const std::string& directory);

/// Looks at one DISTCC_DIR again and again, and remembers what the journal told so far.
class Watch {
 public:
  explicit Watch(WatchedPlace place);
  Result<Snapshot> look();

 private:
  void read_hosts(Findings& findings) const;
  const Build* follow_journal();

  WatchedPlace place_;
  JournalReader journal_;
  Builds builds_;
  Totals totals_;  ///< of the newest build
};

}  // namespace distcc
