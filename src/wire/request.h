// SPDX-License-Identifier: GPL-3.0-or-later
//
// From client to server: the command and the preprocessed source (distcc-compat.md 4.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/classic.h"

namespace distcc {

/// What precedes the source text of a request in protocols 1 and 2: DIST, ARGC, ARGV….
std::string request_head(Protocol protocol, const std::vector<std::string>& words);

/// The header of the source text, DOTI, for a body of `size` bytes.
std::string source_header(std::size_t size);

/// The server's side: decodes one request of protocol 1 or 2. Bytes after it are ignored.
class RequestDecoder {
 public:
  /// The source goes to `source` as sent: in protocol 2 it is one LZO block.
  RequestDecoder(const WireLimits& limits, BodySink& source);

  /// Takes bytes that arrived. Errors (Fault::protocol, or of the sink) are final.
  Result<void> feed(std::string_view bytes);

  /// The version is known from the first 12 bytes on; 0 before that. Versions above 3 are errors.
  /// Version 0 is served as 1 and echoed as 0. After version 3 has been seen, feed() stops
  /// consuming with an error of ExitCode::protocol_error whose text names pump mode.
  [[nodiscard]] bool version_known() const { return version_known_; }
  [[nodiscard]] std::uint32_t version() const { return version_; }
  /// All words have arrived; there is at least one, and none has a NUL in it.
  [[nodiscard]] bool words_known() const { return step_ >= Step::source_header; }
  [[nodiscard]] const std::vector<std::string>& words() const { return words_; }
  /// The last byte of the request has arrived.
  [[nodiscard]] bool complete() const { return step_ == Step::done; }

 private:
  enum class Step { version, count, word_header, word, source_header, source, done };

  Result<void> consume(std::string_view bytes);
  Result<void> take_header();
  Result<void> take_version();
  Result<void> take_count();
  Result<void> take_word_header();
  Result<void> take_source_header();
  Result<void> take_body(std::string_view piece);
  Result<void> end_word();

  WireLimits limits_;
  BodySink& source_;
  Step step_ = Step::version;
  HeaderReader header_;
  std::size_t body_left_ = 0;  ///< bytes of the word or source still to come
  bool version_known_ = false;
  std::uint32_t version_ = 0;
  std::size_t count_ = 0;  ///< words announced
  std::size_t all_word_bytes_ = 0;
  std::vector<std::string> words_;
  std::optional<Error> error_;
};

}  // namespace distcc
