// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ways to reach a host. A further one is a function here that gives a Connection.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "hosts/host_list.h"
#include "transport/connection.h"
#include "transport/ssh_sharing.h"

namespace distcc {

struct ConnectSettings {
  std::chrono::milliseconds connect_timeout{4000};  ///< for each address of a name
  std::chrono::seconds io_timeout{300};
  std::string socks_proxy{};    ///< TCP hosts are reached through it; empty: directly
  std::string ssh = "ssh";      ///< split at blanks, no shell
  SshSharing ssh_sharing = {};  ///< by default nothing is shared
  int slot = 0;                 ///< of the job, among the host's
  std::string principal = {};   ///< the service that ",auth" hosts are asked to be; empty: the host
};

/// Opens a stream to a TCP or SSH host, ready for a request: an ",auth" host has been
/// authenticated. Else an SSH connection is returned before the remote end has answered. Errors are
/// Fault::that_host, or Fault::this_machine where it lacks what authentication takes.
Result<Connection> connect_to(const Host& host, const ConnectSettings& settings);

/// The command that reaches an SSH host: DISTCC_SSH words [-l USER] HOST COMMAND --inetd
/// --enable-tcp-insecure (distcc-compat.md 4.6). `more_options` come behind those words.
std::vector<std::string> ssh_command(const Host& host, const std::string& ssh,
                                     const std::vector<std::string>& more_options = {});

}  // namespace distcc
