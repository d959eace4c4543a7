// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/handshake.h"

#include <cstdint>

#include "base/text.h"

namespace distcc {
namespace {

constexpr std::string_view length_token = "TLEN";

}  // namespace

std::string handshake_frame(std::string_view token) {
  std::string frame;
  append_header(frame, length_token, static_cast<std::uint32_t>(token.size()));
  frame += token;
  return frame;
}

std::size_t HandshakeTokenReader::wanted() const {
  return size_known_ ? size_ - token_.size() : header_left_;
}

Result<void> HandshakeTokenReader::feed(std::string_view bytes) {
  if (bytes.size() > wanted()) return fail_protocol("more bytes than the handshake has");
  if (size_known_) {
    token_ += bytes;
    return {};
  }
  header_left_ -= bytes.size();
  if (!header_.take(bytes)) return {};
  const std::size_t size = TRY_VALUE(header_.number(length_token));
  if (size == 0 || size > most_handshake_token_bytes) {
    return fail_protocol(
        cat("a handshake token of ", size, " bytes; it may have ", most_handshake_token_bytes));
  }
  size_known_ = true;
  size_ = size;
  return {};
}

}  // namespace distcc
