// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/environment.h"
#include "base/result.h"
#include "options/setting.h"

namespace distcc {

/// What the server is told by its command line and environment (distcc-compat.md 1.2, 2.2).
struct ServerOptions {
  Presence help;
  Presence version;
  Presence show_config;
  Presence daemon;
  Presence inetd;
  Presence no_detach;
  Presence no_fork;
  Presence no_fifo;
  Presence wizard;
  Presence verbose;
  Presence log_stderr;
  Presence allow_private;
  Presence insecure;
  Presence stats;
  Presence zeroconf;
  Presence auth;
  Presence show_principal;
  std::string blacklist;
  std::string whitelist;
  std::string principal;
  std::vector<std::string> allow;
  std::string allowed_servers;  ///< more values for allow, between blanks or commas
  std::string allow_file;
  std::string listen;
  int port = 3632;
  int stats_port = 3633;
  Presence web;
  std::string web_listen = "127.0.0.1";
  int web_port = 3634;
  std::optional<int> jobs;   ///< nothing: as many as there are CPUs
  std::optional<int> queue;  ///< nothing: derived from jobs
  int nice = 5;
  std::string user = DISTCC_USER;
  std::string pid_file;
  std::string log_file;
  std::string log_level = "notice";
  std::chrono::seconds job_lifetime{0};
  std::chrono::seconds lifetime{0};
  std::chrono::seconds stop_timeout{20};
  std::string sandbox = "auto";
  std::vector<std::string> sandbox_show;
  std::vector<std::string> sandbox_write;
  int request_limit_mb = 1024;
  std::optional<std::string> path;
  std::optional<std::string> command_list;
  int command_list_words = 1;
  bool save_temps = false;
  bool tcp_cork = true;
  bool tcp_defer_accept = true;
  std::chrono::seconds io_timeout{300};
};

std::span<const Setting<ServerOptions>> server_settings();

/// Reads environment and command line (argv without argv[0]). Errors have
/// ExitCode::bad_arguments and read "OPTION: what is wrong".
Result<ServerOptions> load_server_options(const Environment& environment,
                                          const std::vector<std::string>& arguments);

}  // namespace distcc
