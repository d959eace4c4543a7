// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a client and an include server say to each other (distcc-compat.md 7.2): the directory and
// the words of a command one way, the paths of the files that it can read the other. Words and
// paths are both a counted list of texts: ARGC, ARGV….
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/classic.h"

namespace distcc {

/// Token, length and text, appended to `out`.
void append_text(std::string& out, std::string_view token, std::string_view text);
/// ARGC, ARGV…, appended to `out`.
void append_words(std::string& out, const std::vector<std::string>& words);

/// Bounds on a counted list; what is beyond them is refused.
struct WordsLimits {
  std::size_t count;
  std::size_t bytes;      ///< of one
  std::size_t all_bytes;  ///< of all
};

constexpr WordsLimits command_words(const WireLimits& limits) {
  return {limits.words, limits.word_bytes, limits.all_word_bytes};
}
constexpr WordsLimits file_names(const WireLimits& limits) {
  return {limits.files, limits.name_bytes, limits.all_name_bytes};
}

/// Collects a counted list, in memory that grows with what came.
class WordsReader {
 public:
  explicit WordsReader(const WordsLimits& limits) : limits_(limits) {}
  /// Takes what it needs from the front of `bytes`. Errors (Fault::protocol) are final.
  Result<void> feed(std::string_view& bytes);
  [[nodiscard]] bool complete() const { return counted_ && words_.size() == count_ && !in_word_; }
  [[nodiscard]] std::vector<std::string>& words() { return words_; }

 private:
  Result<void> take_header();

  WordsLimits limits_;
  HeaderReader header_;
  bool counted_ = false;
  bool in_word_ = false;
  std::size_t count_ = 0;
  std::size_t left_ = 0;  ///< bytes of the present word still to come
  std::size_t all_bytes_ = 0;
  std::vector<std::string> words_;
};

}  // namespace distcc
