// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace distcc {

/// The name of the user whose directory this is; the number where there is no name; whoever runs
/// this where there is no such directory.
std::string owner_of(const std::string& directory);

/// What this machine calls itself, without its domain.
std::string this_machine();

}  // namespace distcc
