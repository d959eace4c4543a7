// SPDX-License-Identifier: GPL-3.0-or-later
//
// Damaged and hostile LZO blocks; and every text must survive the way there and back.
#include "wire/lzo.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t limit = 1 << 20;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto plain = distcc::lzo_decompress(bytes, limit);
  if (plain && plain->size() > limit) std::abort();
  const auto back = distcc::lzo_decompress(distcc::lzo_compress(bytes), size);
  if (!back || *back != bytes) std::abort();
  return 0;
}
