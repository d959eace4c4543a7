// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a client can say to the agent, or an agent or include server to a client. The first byte
// chooses which side it is, and how many bytes come at a time.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "transport/agent_words.h"
#include "transport/packed_files.h"

namespace {

constexpr distcc::WireLimits limits{.words = 50,
                                    .word_bytes = 1000,
                                    .all_word_bytes = 3000,
                                    .files = 40,
                                    .name_bytes = 200,
                                    .all_name_bytes = 2000};

void require(bool condition) {
  if (!condition) std::abort();
}

std::size_t total(const std::vector<std::string>& words) {
  std::size_t bytes = 0;
  for (const std::string& word : words) {
    require(word.find('\0') == std::string::npos);
    bytes += word.size();
  }
  return bytes;
}

/// Feeds all of `bytes` in pieces until the reader has enough, or refuses.
template <class Feed>
void feed(std::string_view bytes, std::size_t step, const Feed& take) {
  while (!bytes.empty() && take(bytes.substr(0, step))) {
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
}

void read_request(std::string_view bytes, std::size_t step) {
  distcc::AgentRequestReader reader{limits};
  feed(bytes, step, [&](std::string_view piece) { return reader.feed(piece).has_value(); });
  if (!reader.complete()) return;
  const distcc::AgentRequest& request = reader.request();
  require(request.directory.size() <= limits.name_bytes && request.words.size() <= limits.words);
  require(total(request.words) <= std::min(limits.all_word_bytes, bytes.size()));
  // What was understood is understood again.
  distcc::AgentRequestReader again{limits};
  require(again.feed(distcc::request_text(request)).has_value() && again.complete());
  require(again.request().kind == request.kind && again.request().words == request.words &&
          again.request().directory == request.directory && again.request().json == request.json);
}

void read_answer(std::string_view bytes, std::size_t step) {
  distcc::WordsReader reader(distcc::file_names(limits));
  feed(bytes, step, [&](std::string_view piece) { return reader.feed(piece).has_value(); });
  require(reader.words().size() <= limits.files);
  require(total(reader.words()) <= std::min(limits.all_name_bytes, bytes.size()));
}

void read_packed(std::string_view bytes, std::size_t step) {
  distcc::PackedFilesReader reader;
  feed(bytes, step, [&](std::string_view piece) { return reader.feed(piece).has_value(); });
  if (!reader.complete()) return;
  distcc::PackedFilesReader again;
  require(again.feed(distcc::packed_text(reader.files())).has_value() && again.complete());
  require(again.files().count == reader.files().count &&
          again.files().ranges == reader.files().ranges);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t step = *data / std::size_t{2} + 1;
  if (*data % 2 == 0) {
    read_request(bytes, step);
  } else {
    read_answer(bytes, step);
    read_packed(bytes, step);
  }
  return 0;
}
