// SPDX-License-Identifier: GPL-3.0-or-later
//
// The host list: what users write (distcc-compat.md 3), as values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"
#include "base/result.h"
#include "hosts/host.h"

namespace distcc {

struct HostList {
  std::vector<Host> hosts;  ///< in order of preference, shuffled when asked
  bool has_found = false;   ///< +zeroconf is in it, so that it may well be empty for now
  int local_slots = 0;      ///< 0: not given
  int local_cpp_slots = 0;  ///< 0: not given
};

/// Is +zeroconf one of the entries of a host list?
bool names_zeroconf(std::string_view text);

/// Parses the text of a host list. `zeroconf_hosts` is what takes the place of +zeroconf.
/// `seed` is for --randomize. Errors: ExitCode::bad_host_specification, one line that begins with
/// `origin` and has the entry, what is wrong with it and what it may be.
Result<HostList> parse_host_list(std::string_view text, std::string_view zeroconf_hosts,
                                 unsigned seed, std::string_view origin = "the host list");

/// Where the list came from, for messages.
struct HostListSource {
  std::string text;
  std::string origin;  ///< "$DISTCC_HOSTS", or the path of the file
};

/// The first of $DISTCC_HOSTS (set, even empty), DIRECTORY/hosts, SYSCONFDIR/distcc/hosts.
/// Error ExitCode::no_hosts when there is none. `directory` is DISTCC_DIR, may be empty;
/// `system_directory` is SYSCONFDIR/distcc.
Result<HostListSource> find_host_list(const Environment& environment, const std::string& directory,
                                      const std::string& system_directory);

}  // namespace distcc
