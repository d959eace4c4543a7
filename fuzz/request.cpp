// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a stranger can send to the server. The first byte of the input is how many bytes come at a
// time; the limits are small, so that what goes beyond them is found.
#include "wire/request.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr distcc::WireLimits limits{.words = 50,
                                    .word_bytes = 1000,
                                    .all_word_bytes = 3000,
                                    .body_bytes = 100'000,
                                    .text_bytes = 100'000,
                                    .plain_bytes = 1'000'000};

void require(bool condition) {
  if (!condition) std::abort();
}

class CheckingSink : public distcc::BodySink {
 public:
  distcc::Result<void> begin(std::size_t size) override {
    require(size <= limits.body_bytes);
    left_ = size;
    return {};
  }
  distcc::Result<void> append(std::string_view piece) override {
    require(!piece.empty() && piece.size() <= left_);
    left_ -= piece.size();
    return {};
  }
  [[nodiscard]] bool full() const { return left_ == 0; }

 private:
  std::size_t left_ = 0;
};

void check(const distcc::RequestDecoder& decoder, const CheckingSink& source) {
  require(decoder.words().size() <= limits.words);
  for (const std::string& word : decoder.words()) require(word.size() <= limits.word_bytes);
  if (!decoder.complete()) return;
  require(decoder.words_known() && decoder.version() <= 2 && source.full());
  // What was understood, encoded by us, must be understood as the same.
  CheckingSink again;
  distcc::RequestDecoder second(limits, again);
  require(second.feed(distcc::request_head(distcc::Protocol::plain, decoder.words())).has_value());
  require(second.words_known() && second.words() == decoder.words());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = *data + std::size_t{1};
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  CheckingSink source;
  distcc::RequestDecoder decoder(limits, source);
  while (!bytes.empty() && decoder.feed(bytes.substr(0, step))) {
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
  check(decoder, source);
  return 0;
}
