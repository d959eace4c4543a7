// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/invocation.h"
#include "job/outcome.h"
#include "options/client_options.h"

namespace distcc {

/// What one run of the client is given, read once at its start and constant from then on.
struct World {
  ClientOptions options;
  Invocation invocation;
  Surroundings surroundings;
  std::string directory;       ///< the current one, absolute
  std::string include_server;  ///< INCLUDE_SERVER_PORT: path of its socket; empty: none runs
  bool dependencies_by_environment = false;
  std::optional<Reason> environment_reason;  ///< see reason_in_environment
  bool colours = false;  ///< a compiler that runs here would colour its messages by itself
};

/// "_DISTCC_SAFEGUARD=N" for every child of this run.
std::string safeguard_for_children(const World& world);

/// Would a compiler with our standard error colour its messages?
bool wants_colours(const Environment& environment);

/// Sends log lines where DISTCC_LOG, DISTCC_VERBOSE and UNCACHED_ERR_FD say.
void start_client_log(const ClientOptions& options);

/// So many compilers run here at once: --localslots, or one for each CPU.
int local_slot_limit(int configured);
/// So many preprocessors run here at once: --localslots_cpp, or twice the CPUs, at least 8.
int preprocessor_slot_limit(int configured);

}  // namespace distcc
