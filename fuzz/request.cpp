// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a stranger can send to the server, in protocols 1 to 3. The first byte of the input is how
// many bytes come at a time; the limits are small, so that what goes beyond them is found.
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
                                    .plain_bytes = 1'000'000,
                                    .files = 30,
                                    .name_bytes = 200,
                                    .all_name_bytes = 2000,
                                    .all_file_bytes = 150'000};

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

class CheckingFiles : public distcc::FilesSink {
 public:
  distcc::Result<void> begin_files(std::size_t count) override {
    require(count <= limits.files && entries_ == 0);
    announced_ = count;
    return {};
  }
  distcc::Result<void> begin_file(std::string_view name, std::size_t size) override {
    require(left_ == 0 && size <= limits.body_bytes);
    count_entry(name);
    bytes_ += size;
    left_ = size;
    return {};
  }
  distcc::Result<void> append_to_file(std::string_view piece) override {
    require(!piece.empty() && piece.size() <= left_);
    left_ -= piece.size();
    return {};
  }
  distcc::Result<void> take_link(std::string_view name, std::string_view target) override {
    require(left_ == 0 && !target.empty() && target.size() <= limits.name_bytes);
    name_bytes_ += target.size();
    count_entry(name);
    return {};
  }
  [[nodiscard]] bool full() const { return left_ == 0 && entries_ == announced_; }

 private:
  void count_entry(std::string_view name) {
    require(!name.empty() && name.size() <= limits.name_bytes &&
            name.find('\0') == std::string_view::npos);
    name_bytes_ += name.size();
    require(name_bytes_ <= limits.all_name_bytes && bytes_ <= limits.all_file_bytes);
    require(++entries_ <= announced_);
  }

  std::size_t announced_ = 0;
  std::size_t entries_ = 0;
  std::size_t name_bytes_ = 0;
  std::size_t bytes_ = 0;
  std::size_t left_ = 0;
};

/// What was understood, encoded by us, must be understood as the same.
void check_encoding(const distcc::RequestDecoder& decoder) {
  CheckingSink source;
  CheckingFiles files;
  distcc::RequestDecoder second(limits, source, &files);
  const bool pump = decoder.version() == 3;
  require(second
              .feed(pump ? distcc::files_head(decoder.directory(), decoder.words(), 0)
                         : distcc::request_head(distcc::Protocol::plain, decoder.words()))
              .has_value());
  require(second.words_known() && second.words() == decoder.words());
  require(second.directory() == decoder.directory() && second.complete() == pump);
}

void check(const distcc::RequestDecoder& decoder, const CheckingSink& source,
           const CheckingFiles& files) {
  require(decoder.words().size() <= limits.words);
  for (const std::string& word : decoder.words()) require(word.size() <= limits.word_bytes);
  if (!decoder.complete()) return;
  require(decoder.words_known() && decoder.version() <= 3 && source.full() && files.full());
  check_encoding(decoder);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = *data + std::size_t{1};
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  CheckingSink source;
  CheckingFiles files;
  distcc::RequestDecoder decoder(limits, source, &files);
  while (!bytes.empty() && decoder.feed(bytes.substr(0, step))) {
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
  check(decoder, source, files);
  return 0;
}
