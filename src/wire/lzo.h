// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace distcc {

/// `plain` as one LZO1X block (distcc-compat.md 4.4); empty for empty.
std::string lzo_compress(std::string_view plain);

/// The text of one LZO1X block. An error (Fault::protocol) for a damaged block, and for one whose
/// text exceeds `limit` bytes.
Result<std::string> lzo_decompress(std::string_view block, std::size_t limit);

}  // namespace distcc
