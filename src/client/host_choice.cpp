// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/host_choice.h"

#include <unistd.h>

#include "base/environment.h"
#include "base/files.h"
#include "base/text.h"

namespace distcc {

Result<HostList> read_hosts(const World& world) {
  const HostListSource source = TRY_VALUE(find_host_list(
      Environment::of_process(), world.options.directory, DISTCC_SYSCONFDIR "/distcc"));
  std::string zeroconf_hosts;
  if (source.text.find("+zeroconf") != std::string::npos) {
    constexpr std::size_t longest_list = 1 << 20;
    zeroconf_hosts = read_file(cat(world.options.directory, "/zeroconf/hosts"), longest_list)
                         .value_or(std::string());
  }
  auto list = parse_host_list(source.text, zeroconf_hosts, static_cast<unsigned>(::getpid()));
  if (list) return list;
  return fail(list.error().fault, list.error().code, cat(source.origin, ": ", list.error().text));
}

}  // namespace distcc
