// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who may connect. Closed at the start: where nobody is named, only this machine may.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/address.h"

namespace distcc {

/// The first address that a name stands for.
using AddressLookup = std::function<std::optional<Address>(const std::string& name)>;
AddressLookup system_address_lookup();

class AccessList {
 public:
  /// `rules` are values of --allow: ADDRESS, ADDRESS/BITS or a NAME, which is looked up now.
  /// An error has ExitCode::bad_arguments.
  static Result<AccessList> parse(const std::vector<std::string>& rules, bool private_networks,
                                  const AddressLookup& lookup);

  /// One more rule. `origin` says where it stands, for an error.
  Result<void> allow(const std::string& rule, std::string_view origin, const AddressLookup& lookup);

  [[nodiscard]] bool allows(const Address& client) const;
  /// A peer without an address (a pipe, a Unix socket) is a child of somebody on this machine.
  [[nodiscard]] bool allows(const Peer& peer) const;
  /// Nobody was named.
  [[nodiscard]] bool only_this_machine() const { return networks_.empty(); }
  /// How many networks and addresses were named.
  [[nodiscard]] std::size_t size() const { return networks_.size(); }

 private:
  struct Network {
    Address address;
    int bits = 128;  ///< of the IPv6 form
  };
  static Result<Network> parse_rule(const std::string& rule, std::string_view origin,
                                    const AddressLookup& lookup);
  std::vector<Network> networks_;
};

}  // namespace distcc
