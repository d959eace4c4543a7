// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace distcc {

/// False in a build without the LZO library. That one writes blocks, but reads none, and so speaks
/// protocol 1 only: its client speaks that to hosts marked ,lzo too, which all understand, and its
/// server refuses the others and says so.
inline constexpr bool has_lzo = DISTCC_WITH_LZO != 0;

/// `plain` as one LZO1X block that holds it uncompressed, as a server without LZO says why it
/// refuses a request.
std::string lzo_store(std::string_view plain);

/// What came out of LZO, in the room that it was made in: a large text is copied nowhere. The room
/// is generous and was not cleared, so that only the pages that are written to cost anything.
class LzoOutput {
 public:
  LzoOutput() = default;
  explicit LzoOutput(std::size_t room) : room_(std::make_unique_for_overwrite<char[]>(room)) {}
  [[nodiscard]] unsigned char* room() { return reinterpret_cast<unsigned char*>(room_.get()); }
  void set_size(std::size_t size) { size_ = size; }
  [[nodiscard]] std::string_view bytes() const { return {room_.get(), size_}; }

 private:
  std::unique_ptr<char[]> room_;
  std::size_t size_ = 0;
};

/// What lzo_compress() and lzo_decompress() do, for large texts.
LzoOutput lzo_packed(std::string_view plain);
Result<LzoOutput> lzo_unpacked(std::string_view block, std::size_t limit);

/// `plain` as one LZO1X block (distcc-compat.md 4.4); empty for empty.
std::string lzo_compress(std::string_view plain);

/// The text of one LZO1X block. An error (Fault::protocol) for a damaged block, and for one whose
/// text exceeds `limit` bytes.
Result<std::string> lzo_decompress(std::string_view block, std::size_t limit);

}  // namespace distcc
