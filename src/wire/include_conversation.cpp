// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/include_conversation.h"

#include "base/text.h"

namespace distcc {
namespace {

/// The number of the header at the front of `bytes`, which is taken off.
Result<std::size_t> take_number(std::string_view& bytes, std::string_view token) {
  HeaderReader header;
  if (!header.take(bytes)) return fail_protocol("the include server's answer ends early");
  return TRY_VALUE(header.number(token));
}

}  // namespace

std::string include_question(const std::string& directory, const std::vector<std::string>& words) {
  std::string question;
  append_header(question, "CDIR", static_cast<std::uint32_t>(directory.size()));
  question += directory;
  append_header(question, "ARGC", static_cast<std::uint32_t>(words.size()));
  for (const std::string& word : words) {
    append_header(question, "ARGV", static_cast<std::uint32_t>(word.size()));
    question += word;
  }
  return question;
}

Result<std::vector<std::string>> parse_include_answer(std::string_view bytes,
                                                      const WireLimits& limits) {
  const std::size_t count = TRY_VALUE(take_number(bytes, "ARGC"));
  if (count > limits.files) return fail_protocol(cat("an include server names ", count, " files"));
  std::vector<std::string> paths;
  while (paths.size() < count) {
    const std::size_t size = TRY_VALUE(take_number(bytes, "ARGV"));
    if (size > bytes.size()) return fail_protocol("the include server's answer ends early");
    paths.emplace_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return paths;
}

}  // namespace distcc
