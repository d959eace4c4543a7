// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one look at a DISTCC_DIR shows: the hosts of the list with what runs on each, who waits,
// and what the present build came to so far. Every view (text, window, JSON) is made of this.
//
// State files name a host without port and options. So entries of the list that share a name are
// one host here, with the slots of all of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "activity/builds.h"
#include "hosts/host.h"
#include "wire/task_state.h"

namespace distcc {

/// A job that runs now.
struct RunningJob {
  TaskState task;
  std::optional<double> seconds;  ///< since its client began; unknown where /proc does not tell
};

/// The most important first: a host that is `down` is nothing else.
enum class HostState { down, backed_off, usable, unlisted };
/// "usable", as views and JSON call it.
std::string_view host_state_name(HostState state);

/// An entry of the host list, and whether it failed lately.
struct ListedHost {
  Host host;
  bool backed_off = false;
};

struct HostNow {
  std::string name;
  std::int64_t slots = 0;  ///< 0: not known
  HostState state = HostState::unlisted;
  std::vector<RunningJob> jobs;
  std::size_t done = 0;   ///< jobs of the present build that ended here
  std::int64_t busy = 0;  ///< µs of work in them

  /// Slots to show: those of the list, and those beyond that are in use nevertheless.
  [[nodiscard]] std::size_t width() const;
};

struct Snapshot {
  std::string directory;
  std::int64_t at = 0;              ///< µs since 1970
  std::string trouble;              ///< why there is no host list; empty when there is one
  std::vector<HostNow> hosts;       ///< in the order of the list; what is not in it follows
  std::vector<RunningJob> waiting;  ///< for a slot: they are on no host yet
  std::string build;                ///< empty when none has left a trace
  double build_seconds = 0;         ///< from its first job's begin to its last job's end, or now
  Totals totals;                    ///< of the build
  double rate = 0;                  ///< jobs that ended per second, lately

  [[nodiscard]] std::size_t running() const;
  [[nodiscard]] std::int64_t slots() const;
};

/// What a look finds, before it is put in order.
struct Findings {
  std::string directory;
  std::int64_t at = 0;
  std::string trouble;
  std::vector<ListedHost> hosts;
  int local_slots = 0;  ///< compilers that run here at once, list or no list
  std::vector<RunningJob> jobs;
  const Build* build = nullptr;
  Totals totals;  ///< of `build`
};

Snapshot assemble(Findings findings);

/// Jobs of the build that ended per second over the last ten seconds (or since it began).
double recent_rate(const Build& build, std::int64_t now);

/// One JSON document, without a newline.
std::string snapshot_json(const Snapshot& snapshot);

}  // namespace distcc
