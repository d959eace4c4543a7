// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who may see a page. A page of another site can make the browser send requests here, and can give
// its own name the address of this machine (DNS rebinding), but then the browser still says in the
// Host header whose page it believes to fetch. And on this machine other users can connect to a
// loopback port as well: what is not for them has a token in its address.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace distcc {

/// Is `host` (of a Host header, without port) an address, localhost or one of `names`?
bool is_name_of_this_machine(std::string_view host, std::span<const std::string> names);

/// What this machine calls itself, in small letters.
std::string own_host_name();

/// 32 hexadecimal digits that nobody can guess.
Result<std::string> new_token();

/// Compares in a time that does not tell how much of the guess was right.
bool is_token(std::string_view guess, std::string_view token);

}  // namespace distcc
