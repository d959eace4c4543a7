// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/lzo.h"

#include <lzo/lzo1x.h>

#include <algorithm>
#include <cstddef>
#include <memory>

#include "base/text.h"
#include "wire/classic.h"

namespace distcc {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// The bound that the library's documentation gives for text that does not compress.
std::size_t largest_block(std::size_t plain) {
  return plain + plain / 16 + 64 + 3;
}

}  // namespace

std::string lzo_compress(std::string_view plain) {
  if (plain.empty()) return {};
  const auto memory = std::make_unique_for_overwrite<std::max_align_t[]>(
      (LZO1X_1_MEM_COMPRESS + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t));
  std::string block(largest_block(plain.size()), '\0');
  lzo_uint size = block.size();
  // It has no way to fail: the room suffices for any text.
  lzo1x_1_compress(bytes_of(plain), plain.size(), bytes_of(block), &size, memory.get());
  block.resize(size);
  return block;
}

Result<std::string> lzo_decompress(std::string_view block, std::size_t limit) {
  if (block.empty()) return std::string();
  // The plain size is not sent. What arrived bounds the first guess; each further one must have
  // been filled before.
  std::size_t room = std::min(block.size() * 8, limit);
  while (true) {
    std::string plain(room, '\0');
    lzo_uint size = room;
    const int outcome =
        lzo1x_decompress_safe(bytes_of(block), block.size(), bytes_of(plain), &size, nullptr);
    if (outcome == LZO_E_OK) {
      plain.resize(size);
      return plain;
    }
    if (outcome != LZO_E_OUTPUT_OVERRUN) {
      return fail_protocol(cat("damaged LZO block of ", block.size(), " bytes"));
    }
    if (room >= limit) {
      return fail_protocol(cat("an LZO block of ", block.size(), " bytes holds more than ", limit));
    }
    room = room > limit / 2 ? limit : room * 2;
  }
}

}  // namespace distcc
