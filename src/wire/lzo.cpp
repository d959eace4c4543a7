// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/lzo.h"

#if DISTCC_WITH_LZO
#include <lzo/lzo1x.h>
#endif

#include <algorithm>
#include <cstddef>
#include <memory>

#include "base/text.h"
#include "wire/classic.h"

namespace distcc {

std::string lzo_store(std::string_view plain) {
  constexpr std::size_t short_run = 238;  // the most that the first byte of a block can announce
  constexpr std::size_t long_run = 18;  // what a length that follows in bytes of its own begins at
  if (plain.empty()) return {};
  std::string block;
  if (plain.size() <= short_run) {
    block += static_cast<char>(17 + plain.size());
  } else {
    // A zero byte stands for 255 more; the last byte is never zero.
    const std::size_t beyond = plain.size() - long_run;
    block.append(1 + (beyond - 1) / 255, '\0');
    block += static_cast<char>((beyond - 1) % 255 + 1);
  }
  block += plain;
  block += std::string_view("\x11\0\0", 3);
  return block;
}

#if DISTCC_WITH_LZO
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// The bound that the library's documentation gives for text that does not compress.
std::size_t largest_block(std::size_t plain) {
  return plain + plain / 16 + 64 + 3;
}

}  // namespace

LzoOutput lzo_packed(std::string_view plain) {
  if (plain.empty()) return {};
  const auto memory = std::make_unique_for_overwrite<std::max_align_t[]>(
      (LZO1X_1_MEM_COMPRESS + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t));
  LzoOutput block(largest_block(plain.size()));
  lzo_uint size = 0;
  // It has no way to fail: the room suffices for any text.
  lzo1x_1_compress(bytes_of(plain), plain.size(), block.room(), &size, memory.get());
  block.set_size(size);
  return block;
}

Result<LzoOutput> lzo_unpacked(std::string_view block, std::size_t limit) {
  if (block.empty()) return LzoOutput();
  // The plain size is not sent. What arrived bounds the first guess; each further one must have
  // been filled before.
  std::size_t room = std::min(block.size() * 8, limit);
  while (true) {
    LzoOutput plain(room);
    lzo_uint size = room;
    const int outcome =
        lzo1x_decompress_safe(bytes_of(block), block.size(), plain.room(), &size, nullptr);
    if (outcome == LZO_E_OK) {
      plain.set_size(size);
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

#else  // without the library

LzoOutput lzo_packed(std::string_view plain) {
  const std::string block = lzo_store(plain);
  LzoOutput output(block.size());
  std::copy(block.begin(), block.end(), output.room());
  output.set_size(block.size());
  return output;
}

Result<LzoOutput> lzo_unpacked(std::string_view block, std::size_t /*limit*/) {
  if (block.empty()) return LzoOutput();
  return fail_protocol("it is compressed, and this program was built without LZO");
}

#endif

std::string lzo_compress(std::string_view plain) {
  return std::string(lzo_packed(plain).bytes());
}

Result<std::string> lzo_decompress(std::string_view block, std::size_t limit) {
  const LzoOutput plain = TRY_VALUE(lzo_unpacked(block, limit));
  return std::string(plain.bytes());
}

}  // namespace distcc
