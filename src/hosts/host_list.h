// SPDX-License-Identifier: GPL-3.0-or-later
//
// The host list: what users write (distcc-compat.md 3), as values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"
#include "base/result.h"

namespace distcc {

struct Host {
  enum class Way { local, tcp, ssh };

  std::string definition;  ///< verbatim, for messages and --show-hosts
  Way way = Way::tcp;
  std::string user;        ///< ssh only; may be empty
  std::string name;        ///< without brackets
  int port = 3632;         ///< tcp only
  int slots = 4;           ///< negative: never usable
  std::string remote_command;  ///< ssh only; empty means distccd
  bool lzo = false;
  bool cpp = false;
  bool down = false;
  bool auth = false;
  std::string auth_name;

  [[nodiscard]] bool usable() const { return !down && slots > 0; }
  /// What names its slot and back-off files: "tcp_HOST_PORT", "ssh_HOST", "localhost".
  [[nodiscard]] std::string lock_name() const;
};

struct HostList {
  std::vector<Host> hosts;   ///< in order of preference, shuffled when asked
  int local_slots = 0;       ///< 0: not given
  int local_cpp_slots = 0;   ///< 0: not given
};

/// Parses the text of a host list. `zeroconf_hosts` is what takes the place of +zeroconf.
/// `seed` is for --randomize. Errors: ExitCode::bad_host_specification, with the entry, what is
/// wrong with it and what it may be.
Result<HostList> parse_host_list(std::string_view text, std::string_view zeroconf_hosts,
                                 unsigned seed);

/// Where the list came from, for messages.
struct HostListSource {
  std::string text;
  std::string origin;  ///< "DISTCC_HOSTS", or the path of the file
};

/// The first of $DISTCC_HOSTS (set, even empty), DIRECTORY/hosts, SYSCONFDIR/distcc/hosts.
/// Error ExitCode::no_hosts when there is none. `directory` is DISTCC_DIR, may be empty.
Result<HostListSource> find_host_list(const Environment& environment, const std::string& directory,
                                      const std::string& system_directory);

}  // namespace distcc
