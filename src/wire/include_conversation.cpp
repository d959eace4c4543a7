// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/include_conversation.h"

#include "base/text.h"

namespace distcc {

void append_text(std::string& out, std::string_view token, std::string_view text) {
  append_header(out, token, static_cast<std::uint32_t>(text.size()));
  out += text;
}

void append_words(std::string& out, const std::vector<std::string>& words) {
  append_header(out, "ARGC", static_cast<std::uint32_t>(words.size()));
  for (const std::string& word : words) append_text(out, "ARGV", word);
}

Result<void> WordsReader::take_header() {
  const bool first = !counted_;
  const std::uint32_t number = TRY_VALUE(header_.number(first ? "ARGC" : "ARGV"));
  if (first) {
    if (number > limits_.count) return fail_protocol(cat(number, " words are too many"));
    counted_ = true;
    count_ = number;
    return {};
  }
  all_bytes_ += number;
  if (number > limits_.bytes || all_bytes_ > limits_.all_bytes) {
    return fail_protocol(cat("a word of ", number, " bytes is too long"));
  }
  words_.emplace_back();
  left_ = number;
  in_word_ = number > 0;
  return {};
}

Result<void> WordsReader::feed(std::string_view& bytes) {
  while (!bytes.empty() && !complete()) {
    if (!in_word_) {
      if (header_.take(bytes)) TRY(take_header());
      continue;
    }
    const std::string_view piece = bytes.substr(0, left_);
    if (piece.find('\0') != std::string_view::npos) return fail_protocol("a word has a NUL in it");
    words_.back() += piece;
    bytes.remove_prefix(piece.size());
    left_ -= piece.size();
    in_word_ = left_ > 0;
  }
  return {};
}

}  // namespace distcc
