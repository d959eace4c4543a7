// SPDX-License-Identifier: GPL-3.0-or-later
//
// From client to server (distcc-compat.md 4.2): the command, and the preprocessed source or, in
// protocol 3, the files that the preprocessor reads.
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

/// What precedes the files of a request in protocol 3: DIST, CDIR, ARGC, ARGV…, NFIL. `directory`
/// is the client's working directory, `count` the number of files and links to follow.
std::string files_head(const std::string& directory, const std::vector<std::string>& words,
                       std::size_t count);

/// What precedes the content of a file, which follows as one LZO block of `size` bytes.
std::string file_header(std::string_view name, std::size_t size);

/// The whole of a link.
std::string link_entry(std::string_view name, std::string_view target);

/// The server's side: decodes one request. Bytes after it are ignored.
class RequestDecoder {
 public:
  /// The source goes to `source` as sent: in protocol 2 it is one LZO block. The files of protocol
  /// 3 go to `files`; without it, feed() stops at the version with an error.
  RequestDecoder(const WireLimits& limits, BodySink& source, FilesSink* files = nullptr);

  /// Takes bytes that arrived. Errors (Fault::protocol, or of the sink) are final.
  Result<void> feed(std::string_view bytes);

  /// The version is known from the first 12 bytes on; 0 before that. Versions above 3 are errors.
  /// Version 0 is served as 1 and echoed as 0.
  [[nodiscard]] bool version_known() const { return version_known_; }
  [[nodiscard]] std::uint32_t version() const { return version_; }
  /// All words have arrived; there is at least one, and none has a NUL in it.
  [[nodiscard]] bool words_known() const { return step_ >= Step::source_header; }
  [[nodiscard]] const std::vector<std::string>& words() const { return words_; }
  /// The client's working directory in protocol 3, untrusted; known when the words are.
  [[nodiscard]] const std::string& directory() const { return directory_; }
  /// The last byte of the request has arrived.
  [[nodiscard]] bool complete() const { return step_ == Step::done; }

 private:
  enum class Step {
    version,
    directory_header,
    directory,
    count,
    word_header,
    word,
    source_header,
    source,
    files_count,
    name_header,
    name,
    content_header,
    file,
    target,
    done
  };

  Result<void> consume(std::string_view bytes);
  Result<void> take_header();
  Result<void> take_directory_header();
  Result<void> take_files_count();
  Result<void> take_name_header();
  Result<void> take_content_header();
  Result<void> take_file_header();
  Result<void> take_target_header();
  Result<void> take_version();
  Result<void> take_count();
  Result<void> take_word_header();
  Result<void> take_source_header();
  Result<void> take_body(std::string_view piece);
  Result<void> end_body();
  Result<void> end_word();
  Result<void> end_link();
  Result<void> check_name(std::string_view what, std::size_t size) const;
  void end_entry();

  [[nodiscard]] bool in_body() const;
  [[nodiscard]] bool is_pump() const {
    return version_ == static_cast<std::uint32_t>(Protocol::pump);
  }

  WireLimits limits_;
  BodySink& source_;
  FilesSink* files_;
  Step step_ = Step::version;
  HeaderReader header_;
  std::size_t body_left_ = 0;  ///< bytes of the present body still to come
  bool version_known_ = false;
  std::uint32_t version_ = 0;
  std::size_t count_ = 0;  ///< words announced
  std::size_t all_word_bytes_ = 0;
  std::vector<std::string> words_;
  std::string directory_;
  std::size_t entries_left_ = 0;  ///< files and links
  std::size_t all_name_bytes_ = 0;
  std::size_t all_file_bytes_ = 0;
  std::string name_;    ///< of the present file or link
  std::string target_;  ///< of the present link
  std::optional<Error> error_;
};

}  // namespace distcc
