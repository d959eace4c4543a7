// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "base/environment.h"
#include "base/result.h"
#include "options/setting.h"

namespace distcc {

/// What the client is told by its environment (distcc-compat.md 2.1).
struct ClientOptions {
  std::optional<std::string> hosts;
  std::string directory;  ///< DISTCC_DIR or $HOME/.distcc; empty when neither is known
  bool verbose = false;
  std::string log_file;
  int uncached_err_fd = 0;
  bool fallback = true;
  Presence skip_local_retry;
  std::chrono::seconds back_off_period{60};
  std::chrono::seconds io_timeout{300};
  std::chrono::milliseconds pause_time{1000};
  bool save_temps = false;
  bool tcp_cork = true;
  std::string socks_proxy;
  std::string ssh = "ssh";
  bool ssh_reuse = true;
  std::string principal;
  Presence no_rewrite_cross;
  int max_discrepancy = 1;
  bool check_compiler = true;
  std::string exclude_fresh_files;
  bool discrepancy_mail = false;
  std::string discrepancy_recipient = "distcc-pump-errors";
  bool journal = true;
  std::string build;
  bool summary = false;
  std::chrono::seconds agent_timeout{10};
};

std::span<const Setting<ClientOptions>> client_settings();

/// Reads the environment. Errors (ExitCode::bad_arguments) name the variable and what it takes.
Result<ClientOptions> load_client_options(const Environment& environment);

}  // namespace distcc
