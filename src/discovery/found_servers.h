// SPDX-License-Identifier: GPL-3.0-or-later
//
// The servers that are there now. One server is seen many times, on each interface and by IPv4 and
// IPv6; it is listed once, or its slots would count double.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <string_view>

#include "hosts/found_list.h"

namespace distcc {

/// Where a server was seen.
struct Sighting {
  std::string service;  ///< its name, unique in the network
  int interface = 0;
  int protocol = 0;
  friend auto operator<=>(const Sighting&, const Sighting&) = default;
};

class FoundServers {
 public:
  void put(const Sighting& sighting, FoundServer server) { seen_[sighting] = std::move(server); }
  void remove(const Sighting& sighting) { seen_.erase(sighting); }
  void clear() { seen_.clear(); }
  [[nodiscard]] bool empty() const { return seen_.empty(); }

  /// The text of the list. Its order differs from client to client, being that of a hash with
  /// `client`, so that not all of a network begin with the same server; it stays the same for one
  /// client. A server on the client's own machine comes last, since local work needs it too.
  [[nodiscard]] std::string list(std::string_view client) const;

 private:
  std::map<Sighting, FoundServer> seen_;
};

}  // namespace distcc
