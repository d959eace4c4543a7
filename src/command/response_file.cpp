// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/response_file.h"

#include <cstddef>

namespace distcc {
namespace {

constexpr int max_depth = 20;
constexpr std::size_t max_words = 200000;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/// Takes the word that starts at `at` off `text`; `at` is behind it afterwards.
std::string take_word(std::string_view text, std::size_t& at) {
  std::string word;
  char quote = '\0';
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\') {
      if (at + 1 < text.size()) word += text[++at];
    } else if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (is_space(c)) {
      break;
    } else {
      word += c;
    }
  }
  return word;
}

class Expansion {
 public:
  explicit Expansion(const std::function<Result<std::string>(const std::string&)>& read)
      : read_(read) {}

  expected<void, Reason> add(const std::vector<std::string>& words, int depth) {
    for (const std::string& word : words) {
      if (word.size() < 2 || word.front() != '@') {
        words_.push_back(word);
      } else {
        TRY(add_file(word, depth));
      }
      if (words_.size() > max_words) return give_up(word);
    }
    return {};
  }

  std::vector<std::string> take() { return std::move(words_); }

 private:
  static unexpected<Reason> give_up(const std::string& word) {
    return unexpected(Reason{Outcome::unreadable_response_file, word});
  }

  expected<void, Reason> add_file(const std::string& word, int depth) {
    if (depth == max_depth || !read_) return give_up(word);
    const Result<std::string> text = read_(word.substr(1));
    if (!text) return give_up(word);
    return add(split_response_file(*text), depth + 1);
  }

  const std::function<Result<std::string>(const std::string&)>& read_;
  std::vector<std::string> words_;
};

}  // namespace

std::vector<std::string> split_response_file(std::string_view text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && is_space(text[at])) ++at;
    if (at == text.size()) return words;
    words.push_back(take_word(text, at));
  }
}

expected<std::vector<std::string>, Reason> expand_response_files(
    const std::vector<std::string>& words,
    const std::function<Result<std::string>(const std::string& path)>& read_response_file) {
  Expansion expansion(read_response_file);
  TRY(expansion.add(words, 0));
  return expansion.take();
}

}  // namespace distcc
