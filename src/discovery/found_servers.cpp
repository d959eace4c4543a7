// SPDX-License-Identifier: GPL-3.0-or-later
#include "discovery/found_servers.h"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

namespace distcc {
namespace {

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

/// The less, the better to connect to. IPv4 first: old servers listen on nothing else, though they
/// announce both.
int rank_of(std::string_view address) {
  if (is_loopback(address)) return 0;
  const bool link_local = address.starts_with("fe80:") || address.starts_with("169.254.");
  const bool ipv6 = address.find(':') != std::string_view::npos;
  return 1 + (link_local ? 2 : 0) + (ipv6 ? 1 : 0);
}

/// FNV-1a.
std::uint64_t hash_of(std::string_view client, std::string_view service) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::string_view text : {client, std::string_view("/"), service}) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return hash;
}

}  // namespace

std::string FoundServers::list(std::string_view client) const {
  std::map<std::string_view, const FoundServer*> best;  // by service
  for (const auto& [sighting, server] : seen_) {
    const FoundServer*& chosen = best[sighting.service];
    if (chosen == nullptr || rank_of(server.address) < rank_of(chosen->address)) chosen = &server;
  }
  std::vector<std::tuple<bool, std::uint64_t, std::string>> lines;
  lines.reserve(best.size());
  for (const auto& [service, server] : best) {
    lines.emplace_back(is_loopback(server->address), hash_of(client, service), line_of(*server));
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const auto& line : lines) text += std::get<std::string>(line);
  return text;
}

}  // namespace distcc
