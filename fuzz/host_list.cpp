// SPDX-License-Identifier: GPL-3.0-or-later
//
// Host lists. What was understood of an entry must not depend on its neighbours: each definition,
// read alone, gives the same host.
#include "hosts/host_list.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const distcc::Host& host) {
  require(!host.name.empty() && host.slots != 0);
  require(host.port >= 1 && host.port <= 65535);
  require(!host.cpp || host.lzo);
  require(host.lock_name().find('/') == std::string::npos);
  const auto alone = distcc::parse_host(host.definition);
  require(alone && alone->name == host.name && alone->slots == host.slots);
  require(alone->port == host.port && alone->remote_command == host.remote_command);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto list = distcc::parse_host_list(text, "10.0.0.1:3632/4\n", 1);
  if (!list) {
    require(!list.error().text.empty());
    return 0;
  }
  require(!list->hosts.empty() && list->local_slots >= 0 && list->local_cpp_slots >= 0);
  for (const distcc::Host& host : list->hosts) check(host);
  return 0;
}
