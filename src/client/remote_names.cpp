// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/remote_names.h"

namespace distcc {

RemoteNames names_for_hosts(const World& world) {
  RemoteNames names;
  names.directory = world.directory;
  names.with_triple = !world.options.no_rewrite_cross.present;
  names.triple = DISTCC_TRIPLE;
  names.is_on_path = [&world](const std::string& name) {
    return find_compiler(name, world.surroundings.search_path).has_value();
  };
  names.real_compiler_name = [&world](const std::string& name) {
    return real_compiler_name(name, world.surroundings.search_path);
  };
  return names;
}

}  // namespace distcc
