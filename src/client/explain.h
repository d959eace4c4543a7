// SPDX-License-Identifier: GPL-3.0-or-later
//
// distcc --explain COMMAND: the outcome that this command would have now, with what to change. It
// takes the steps of a compile one by one, up to the point where a host would be called.
#pragma once

#include "client/world.h"

namespace distcc {

/// Explains the command that follows --explain in the words of `world`, on standard output. The
/// preprocessor is run for what only its text can tell; nothing is compiled, sent or written.
int explain(const World& world);

}  // namespace distcc
