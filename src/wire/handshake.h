// SPDX-License-Identifier: GPL-3.0-or-later
//
// What comes before a request where a host wants to know its clients (distcc-compat.md 4.5): a
// greeting each way, tokens of GSS-API in turns, and the host's verdict. The request that follows
// is no part of it, so a reader never takes a byte more than it says that it wants.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/classic.h"

namespace distcc {

constexpr char handshake_greeting = '*';
constexpr char handshake_granted = 'y';
constexpr char handshake_denied = 'n';

/// Kerberos tickets with the groups of a large directory service come near this.
constexpr std::size_t most_handshake_token_bytes = 64 << 10;
/// Tokens that one side may send; Kerberos takes one.
constexpr int most_handshake_tokens = 8;

/// A token as it travels.
std::string handshake_frame(std::string_view token);

/// Reads one token. Memory grows with what has come, and not beyond the limit.
class HandshakeTokenReader {
 public:
  /// How many bytes are to be read next; 0 when the token is whole.
  [[nodiscard]] std::size_t wanted() const;
  [[nodiscard]] bool complete() const { return size_known_ && token_.size() == size_; }
  /// Takes bytes that arrived, at most wanted(). Errors (Fault::protocol) are final.
  Result<void> feed(std::string_view bytes);
  [[nodiscard]] const std::string& token() const { return token_; }

 private:
  HeaderReader header_;
  std::size_t header_left_ = HeaderReader::size;
  bool size_known_ = false;
  std::size_t size_ = 0;
  std::string token_;
};

}  // namespace distcc
