// SPDX-License-Identifier: GPL-3.0-or-later
//
// Jobs for one SSH host share connections, because to set one up costs more than most compiles: key
// exchange, signatures, a login. OpenSSH can do it: a master process keeps the connection, and
// further ssh processes hand it their descriptors.
//
// - The master belongs to nobody's build: it is started with no descriptor of ours but /dev/null,
//   in a session of its own, so that no build tool waits for it; it ends a minute after the last
//   job.
// - It is started once: the jobs that come meanwhile wait on a lock for it, rather than storm sshd.
// - It never asks for a password. Where it cannot be had, each job connects by itself as ever, and
//   it is not tried again for a minute.
// - Whoever configured connection sharing himself, in ~/.ssh/config or DISTCC_SSH, is left alone.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "hosts/host_list.h"

namespace distcc {

/// What shared connections are kept by.
struct SshSharing {
  std::string directory;             ///< for sockets, private to the user; empty: nothing is shared
  Milliseconds start_limit{15'000};  ///< for a connection to be made
  std::chrono::seconds idle_life{60};   ///< of a connection without jobs
  std::chrono::seconds bad_memory{60};  ///< of a host where it did not work
};

/// $XDG_RUNTIME_DIR/distcc-ssh, or else `distcc_directory`/ssh: made where it is missing. Empty
/// when neither can be had, or is too long for a socket.
std::string ssh_sharing_directory(const Environment& environment,
                                  const std::string& distcc_directory);

/// Is `words`, the split DISTCC_SSH, OpenSSH without sharing options of its user?
bool may_share_ssh(const std::vector<std::string>& words);
/// Does `configuration`, as ssh -G prints it, leave connection sharing to us?
bool leaves_sharing_to_us(std::string_view configuration);

/// Options that make `words` use a shared connection to `host`, which is made when there is none.
/// Empty: the job has to connect by itself. So many jobs share one connection that sshd takes them;
/// `slot` says which.
std::vector<std::string> shared_ssh_options(const SshSharing& sharing,
                                            const std::vector<std::string>& words, const Host& host,
                                            int slot);

}  // namespace distcc
