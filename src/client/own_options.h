// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "client/world.h"

namespace distcc {

/// Is this first word an option of distcc itself, rather than one for a compiler? They are rows of
/// one table, from which --help is made.
bool is_own_option(std::string_view word);

/// Does what such an option asks for. The exit status (distcc-compat.md 1.1).
int answer_own_option(const World& world);

}  // namespace distcc
