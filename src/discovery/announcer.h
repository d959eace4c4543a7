// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "base/result.h"
#include "discovery/announcement.h"

namespace distcc {

/// Where a server can be reached.
struct Reach {
  enum class Family { both, ipv4, ipv6 };
  int port = 0;
  Family family = Family::both;
  unsigned interface = 0;  ///< its index; 0: every one
  bool loopback = false;   ///< only from this machine
};
Result<Reach> reach_of(int listening_socket);

/// Announces a server for as long as it is there, also to a daemon that is started later, or anew.
/// Under which name it did, and that there is no daemon, is told in the log.
class Announcer {
 public:
  /// An error when this build has no Zeroconf.
  static Result<std::unique_ptr<Announcer>> start(Announcement announcement, Reach reach);
  /// Takes the announcement back.
  virtual ~Announcer() = default;
};

}  // namespace distcc
