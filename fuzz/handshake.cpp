// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a stranger can send in the place of a handshake's tokens. The first byte of the input says
// how many bytes come at a time.
#include "wire/handshake.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = *data % 64 + std::size_t{1};
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (int count = 0; count < distcc::most_handshake_tokens && !bytes.empty(); ++count) {
    distcc::HandshakeTokenReader reader;
    while (!reader.complete() && !bytes.empty()) {
      require(reader.wanted() > 0);
      const std::size_t piece = std::min({step, reader.wanted(), bytes.size()});
      if (!reader.feed(bytes.substr(0, piece))) return 0;
      require(reader.token().size() <= distcc::most_handshake_token_bytes);
      bytes.remove_prefix(piece);
    }
    if (!reader.complete()) return 0;
    const std::string frame = distcc::handshake_frame(reader.token());
    distcc::HandshakeTokenReader again;
    require(again.feed(std::string_view(frame).substr(0, 12)).has_value());
    require(again.feed(std::string_view(frame).substr(12)).has_value());
    require(again.token() == reader.token());
  }
  return 0;
}
