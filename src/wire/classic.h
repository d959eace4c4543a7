// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the two directions of the classic protocols share (distcc-compat.md 4.1): 12-byte headers,
// some followed by a body. request.h and answer.h hold the two directions. Their decoders are pure
// state machines that are fed what arrives, in pieces of any size, and never allocate by what a
// header claims: memory grows with the bytes that have come.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace distcc {

enum class Protocol : std::uint32_t { plain = 1, lzo = 2, pump = 3 };

inline bool is_compressed(Protocol protocol) {
  return protocol != Protocol::plain;
}

/// Token and number as 12 bytes, appended to `out`. `token` has four letters.
void append_header(std::string& out, std::string_view token, std::uint32_t number);

/// Bounds on what a peer may send. What is beyond them is refused, not stored.
struct WireLimits {
  std::size_t words = 100'000;
  std::size_t word_bytes = 1 << 20;
  std::size_t all_word_bytes = 16 << 20;
  std::size_t body_bytes = std::size_t{1} << 30;  ///< source or object, as sent
  std::size_t text_bytes = std::size_t{1} << 30;  ///< each compiler text, as sent and as plain text
  std::size_t plain_bytes = std::size_t{2} << 30;  ///< source or object after decompression
  // Protocol 3 only.
  std::size_t files = 50'000;             ///< files and links
  std::size_t name_bytes = 4095;          ///< of a file, a link's target, or the directory
  std::size_t all_name_bytes = 16 << 20;  ///< of all files and links
  std::size_t all_file_bytes = std::size_t{1} << 30;  ///< of all files, as sent
};

/// Takes the pieces of a body as they arrive.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// A body of `size` bytes begins; it may be 0. An error refuses it.
  virtual Result<void> begin(std::size_t size) = 0;
  virtual Result<void> append(std::string_view piece) = 0;
};

/// Takes what a client in pump mode sends instead of a source: files, and links, each under the
/// absolute name that it has there. Names are untrusted: only their length and that there is no NUL
/// in them has been checked.
class FilesSink {
 public:
  virtual ~FilesSink() = default;
  /// `count` files and links will come, one by one. An error here or below refuses the request.
  virtual Result<void> begin_files(std::size_t count) = 0;
  /// A file follows as one LZO block of `size` bytes; 0 means an empty file.
  virtual Result<void> begin_file(std::string_view name, std::size_t size) = 0;
  virtual Result<void> append_to_file(std::string_view piece) = 0;
  virtual Result<void> take_link(std::string_view name, std::string_view target) = 0;
};

/// Collects one header at a time from the pieces that arrive.
class HeaderReader {
 public:
  static constexpr std::size_t size = 12;

  /// Takes what it needs from the front of `bytes`; true when the header is whole.
  bool take(std::string_view& bytes);
  /// The number of the whole header, when its token is `expected`; then the next header can come.
  /// What peers send in other spellings than ours, stock readers accept, and so do we: upper case,
  /// leading blanks, a sign, "0x" (a minus sign wraps around in 32 bits).
  Result<std::uint32_t> number(std::string_view expected);
  /// The token of the whole header.
  [[nodiscard]] std::string_view token() const { return {bytes_.data(), 4}; }
  [[nodiscard]] bool empty() const { return filled_ == 0; }

 private:
  std::array<char, size> bytes_{};
  std::size_t filled_ = 0;
};

/// An error of Fault::protocol: the peer does not follow the protocol.
unexpected<Error> fail_protocol(std::string text);

/// `bytes` between quotation marks, on one line, whatever they are.
std::string quoted(std::string_view bytes);

}  // namespace distcc
