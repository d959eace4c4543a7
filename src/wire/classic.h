// SPDX-License-Identifier: GPL-3.0-or-later
//
// The bytes of the classic protocols (distcc-compat.md 4): 12-byte headers, some followed by a
// body. Pure state machines that are fed what arrives, in pieces of any size, and never allocate
// by what a header claims: memory grows with the bytes that have come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace distcc {

enum class Protocol : std::uint32_t { plain = 1, lzo = 2, pump = 3 };

inline bool is_compressed(Protocol protocol) { return protocol != Protocol::plain; }

/// Token and number as 12 bytes, appended to `out`. `token` has four letters.
void append_header(std::string& out, std::string_view token, std::uint32_t number);

/// What precedes the source text of a request in protocols 1 and 2: DIST, ARGC, ARGV….
std::string request_head(Protocol protocol, const std::vector<std::string>& words);

/// The header of the source text, DOTI, for a body of `size` bytes.
std::string source_header(std::size_t size);

/// Bounds on what a peer may send. A request beyond them is refused, not stored.
struct WireLimits {
  std::size_t words = 100'000;
  std::size_t word_bytes = 1 << 20;
  std::size_t all_word_bytes = 16 << 20;
  std::size_t body_bytes = std::size_t{1} << 30;      ///< as sent
  std::size_t text_bytes = std::size_t{1} << 30;      ///< compiler messages in an answer
  std::size_t plain_bytes = std::size_t{2} << 30;     ///< after decompression
};

/// Takes the pieces of a body as they arrive.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// A body of `size` bytes begins. An error refuses it.
  virtual Result<void> begin(std::size_t size) = 0;
  virtual Result<void> append(std::string_view piece) = 0;
};

/// The server's side: decodes one request of protocol 1 or 2.
class RequestDecoder {
 public:
  RequestDecoder(const WireLimits& limits, BodySink& source);

  /// Takes bytes that arrived. Errors (Fault::protocol, or of the sink) are final.
  Result<void> feed(std::string_view bytes);

  /// The version is known from the first 12 bytes on; 0 before that. Versions above 3 are errors.
  /// Version 0 is served as 1 and echoed as 0. After version 3 has been seen, feed() stops
  /// consuming with an error of ExitCode::protocol_error whose text names pump mode.
  [[nodiscard]] bool version_known() const;
  [[nodiscard]] std::uint32_t version() const;
  /// All words have arrived.
  [[nodiscard]] bool words_known() const;
  [[nodiscard]] const std::vector<std::string>& words() const;
  /// The last byte of the request has arrived.
  [[nodiscard]] bool complete() const;

 private:
  enum class Step { version, count, word_header, word, source_header, source, done };
  Result<void> take_header();
  WireLimits limits_;
  BodySink& source_;
  Step step_ = Step::version;
  std::string pending_;
  std::size_t wanted_ = 0;
  std::uint32_t version_ = 0;
  std::size_t count_ = 0;
  std::size_t all_word_bytes_ = 0;
  std::vector<std::string> words_;
};

/// The server's answer up to the object: DONE, STAT, SERR, SOUT and the header of DOTO. The texts
/// are plain; they are compressed here when `version` says so. `object_bytes` is the size as sent.
std::string answer_head(std::uint32_t version, int wait_status, std::string_view diagnostics,
                        std::string_view standard_output, std::size_t object_bytes);

/// The client's side: decodes one answer of protocol 1 or 2.
class AnswerDecoder {
 public:
  AnswerDecoder(Protocol protocol, const WireLimits& limits, BodySink& object);

  Result<void> feed(std::string_view bytes);
  [[nodiscard]] bool complete() const;
  [[nodiscard]] bool started() const;  ///< at least the first header has come
  [[nodiscard]] int wait_status() const;
  /// Plain text, decompressed.
  [[nodiscard]] const std::string& diagnostics() const;
  [[nodiscard]] const std::string& standard_output() const;

 private:
  enum class Step { done, status, errors, errors_body, output, output_body, object, object_body, end };
  Result<void> take_header();
  Protocol protocol_;
  WireLimits limits_;
  BodySink& object_;
  Step step_ = Step::done;
  std::string pending_;
  std::size_t wanted_ = 0;
  int wait_status_ = 0;
  std::string diagnostics_;
  std::string standard_output_;
};

}  // namespace distcc
