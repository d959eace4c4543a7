// SPDX-License-Identifier: GPL-3.0-or-later
//
// The view: the file system as confined compilers see it, made once, as a mount namespace. Each
// run works in a copy of it with the directory of its job added.
//
//   /usr /bin /lib* /sbin /etc /opt /nix /gnu   the host's, read-only
//   other directories of the host's root        there, and empty
//   /dev                                        null zero full random urandom, fd, std*
//   /tmp /var/tmp                               links to /distcc
//   /distcc                                     all jobs; each run mounts its own over it
//
// Files of /etc that this daemon's user may read and others may not are hidden: a password file if
// the daemon is root, a key file of its own otherwise.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exec/launch.h"

namespace distcc {

struct ViewSettings {
  std::string jobs;  ///< absolute
  std::vector<std::string> visible;
  std::vector<std::string> writable;
  bool shows_proc = false;  ///< /proc is there, to be covered by that of each run
};

/// The directories of the host's root that are shown, by name; not every host has them all.
std::span<const std::string_view> shown_directories();

/// Makes the namespaces, by a child process that has ended on return. Not thread-safe.
Result<Namespaces> make_view(const ViewSettings& settings);

}  // namespace distcc
