// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/access.h"

#include <netdb.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace distcc {
namespace {

constexpr const char* private_rules[] = {"192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12",
                                         "127.0.0.0/8",    "fe80::/10",  "fc00::/7",
                                         "::1/128"};

unexpected<Error> bad_rule(std::string_view origin, const std::string& rule,
                           std::string_view reason) {
  return fail(Fault::this_machine, ExitCode::bad_arguments, cat(origin, ": ", rule, ": ", reason));
}

}  // namespace

AddressLookup system_address_lookup() {
  return [](const std::string& name) -> std::optional<Address> {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) return std::nullopt;
    sockaddr_storage storage{};
    std::memcpy(&storage, found->ai_addr, found->ai_addrlen);
    ::freeaddrinfo(found);
    return Address::of(storage);
  };
}

Result<AccessList::Network> AccessList::parse_rule(const std::string& rule, std::string_view origin,
                                                   const AddressLookup& lookup) {
  const std::size_t slash = rule.find('/');
  const std::string host = rule.substr(0, slash);
  auto address = Address::parse(host);
  if (!address && !host.empty()) address = lookup(host);
  if (!address) return bad_rule(origin, rule, "no such address or host");
  if (slash == std::string::npos) return Network{*address, 128};

  const int most = address->is_ipv4() ? 32 : 128;
  const auto bits = parse_integer(std::string_view(rule).substr(slash + 1));
  if (!bits || *bits < 0 || *bits > most) {
    return bad_rule(origin, rule, cat("the number of bits must be from 0 to ", most));
  }
  return Network{*address, static_cast<int>(*bits) + 128 - most};
}

Result<AccessList> AccessList::parse(const std::vector<std::string>& rules, bool private_networks,
                                     const AddressLookup& lookup) {
  AccessList list;
  for (const std::string& rule : rules) {
    TRY(list.allow(rule, "--allow", lookup));
  }
  if (private_networks) {
    for (const char* rule : private_rules) {
      TRY(list.allow(rule, "--allow-private", lookup));
    }
  }
  return list;
}

Result<void> AccessList::allow(const std::string& rule, std::string_view origin,
                               const AddressLookup& lookup) {
  networks_.push_back(TRY_VALUE(parse_rule(rule, origin, lookup)));
  return {};
}

bool AccessList::allows(const Address& client) const {
  if (only_this_machine()) return client.is_loopback();
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return network.address.is_ipv4() == client.is_ipv4() &&
           client.agrees_with(network.address, network.bits);
  });
}

bool AccessList::allows(const Peer& peer) const {
  return !peer.address || allows(*peer.address);
}

}  // namespace distcc
