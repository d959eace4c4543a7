// SPDX-License-Identifier: GPL-3.0-or-later
//
// What clients say to the agent and what it says back. "Which files does this compile read?" is
// asked and answered as stock clients do it with their include server (distcc-compat.md 7.2); the
// other requests are our own, told apart by the first token:
//
//   CDIR directory, ARGC, ARGV…  which files?       -> ARGC, ARGV…: paths below a client root
//   PACK directory, ARGC, ARGV…  the same files      -> PACK, RANG and a descriptor
//   (packed_files.h) READ directory, ARGC, ARGV…  the same, as they are called here
//                                -> ARGC, ARGV…: why it cannot be told, or nothing; then the paths
//   INFO 0|1                     how are you (JSON)? -> TEXT
//   HOLD directory               stay while this is there -> TEXT
//   BROW directory               keep the list of servers on the network in this DISTCC_DIR
//                                -> TEXT when there is one: empty, or why there is none
//   PAGE directory               where are its builds shown? -> TEXT
//   RETI 0                       another took your place  -> TEXT
//   STOP 0                       end                      -> TEXT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/classic.h"
#include "wire/include_conversation.h"

namespace distcc {

struct AgentRequest {
  enum class Kind { files, packed, inputs, status, hold, browse, page, retire, stop };
  Kind kind = Kind::files;
  /// Of files, packed and inputs: the client's; of hold: the one that is watched; of browse and
  /// page: DISTCC_DIR.
  std::string directory;
  std::vector<std::string> words;  ///< of files, packed and inputs: the compile command
  bool json = false;               ///< of status
};

/// The bytes of a request.
std::string request_text(const AgentRequest& request);
/// The bytes of the answer to Kind::files, where no paths mean "preprocess it yourself", and to
/// Kind::inputs.
std::string paths_text(const std::vector<std::string>& paths);
/// The bytes of the answer to the other kinds.
std::string status_text(std::string_view text);

/// The agent's side: decodes one request. Bytes after it are ignored.
class AgentRequestReader {
 public:
  explicit AgentRequestReader(const WireLimits& limits)
      : limits_(limits), words_(command_words(limits)) {}
  /// Takes bytes that arrived. Errors (Fault::protocol) are final.
  Result<void> feed(std::string_view bytes);
  [[nodiscard]] bool complete() const { return step_ == Step::done; }
  [[nodiscard]] const AgentRequest& request() const { return request_; }

 private:
  enum class Step { header, directory, words, done };
  Result<void> take_header();

  WireLimits limits_;
  Step step_ = Step::header;
  HeaderReader header_;
  std::size_t left_ = 0;
  WordsReader words_;
  AgentRequest request_;
};

}  // namespace distcc
