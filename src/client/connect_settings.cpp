// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/connect_settings.h"

#include "base/environment.h"
#include "transport/ssh_sharing.h"

namespace distcc {

ConnectSettings connect_settings(const World& world, const Host& host, int slot) {
  ConnectSettings settings;
  settings.io_timeout = world.options.io_timeout;
  settings.socks_proxy = world.options.socks_proxy;
  settings.ssh = world.options.ssh;
  settings.slot = slot;
  settings.principal = world.options.principal;
  if (host.way == Host::Way::ssh && world.options.ssh_reuse) {
    settings.ssh_sharing.directory =
        ssh_sharing_directory(Environment::of_process(), world.options.directory);
  }
  return settings;
}

}  // namespace distcc
