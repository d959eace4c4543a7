// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "base/environment.h"
#include "base/result.h"
#include "options/setting.h"

namespace distcc {

/// What the agent is told by its command line and environment.
struct AgentOptions {
  Presence help;
  Presence version;
  Presence status;
  Presence json;
  Presence stop;
  Presence foreground;
  std::string serve_build;
  std::string directory;  ///< DISTCC_DIR or $HOME/.distcc; empty when neither is known
  std::string client_root_base;
  std::chrono::seconds idle{600};
  std::string web_listen = "127.0.0.1";
  int web_port = 0;
};

std::span<const Setting<AgentOptions>> agent_settings();

/// Reads environment and command line (argv without argv[0]). Errors have
/// ExitCode::bad_arguments and say what is wrong.
Result<AgentOptions> load_agent_options(const Environment& environment,
                                        const std::vector<std::string>& arguments);

}  // namespace distcc
