// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a broken server can send to a client. The first byte of the input chooses the protocol and
// how many bytes come at a time.
#include "wire/answer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr distcc::WireLimits limits{.words = 50,
                                    .word_bytes = 1000,
                                    .all_word_bytes = 3000,
                                    .body_bytes = 100'000,
                                    .text_bytes = 10'000,
                                    .plain_bytes = 1'000'000};

void require(bool condition) {
  if (!condition) std::abort();
}

class CheckingSink : public distcc::BodySink {
 public:
  distcc::Result<void> begin(std::size_t size) override {
    require(size <= limits.body_bytes);
    left_ = size;
    begun_ = true;
    return {};
  }
  distcc::Result<void> append(std::string_view piece) override {
    require(begun_ && !piece.empty() && piece.size() <= left_);
    left_ -= piece.size();
    return {};
  }
  [[nodiscard]] bool begun() const { return begun_; }
  [[nodiscard]] bool full() const { return left_ == 0; }

 private:
  std::size_t left_ = 0;
  bool begun_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto protocol = static_cast<distcc::Protocol>(*data % 3 + 1);
  const std::size_t step = *data / std::size_t{3} + 1;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  CheckingSink object;
  distcc::AnswerDecoder decoder(protocol, limits, object);
  while (!bytes.empty() && decoder.feed(bytes.substr(0, step))) {
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
  require(decoder.diagnostics().size() <= limits.text_bytes);
  require(decoder.standard_output().size() <= limits.text_bytes);
  require(decoder.dependencies().size() <= limits.text_bytes);
  if (decoder.complete()) require(object.full() && object.begun() == (decoder.wait_status() == 0));
  return 0;
}
