// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the tests of both decoders share: sinks, captured bytes, and ways to cut them in pieces.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "wire/classic.h"

namespace distcc {

/// Keeps the body and how it was told.
class RecordingSink : public BodySink {
 public:
  Result<void> begin(std::size_t size) override {
    ++begun;
    announced = size;
    if (refuses) return fail(Fault::this_machine, ExitCode::io_error, "no room");
    return {};
  }
  Result<void> append(std::string_view piece) override {
    body += piece;
    last_piece = piece.data();
    ++pieces;
    return {};
  }
  int begun = 0;
  int pieces = 0;
  std::size_t announced = 0;
  bool refuses = false;
  std::string body;
  const char* last_piece = nullptr;
};

inline std::string golden(const std::string& name) {
  return *read_file(std::string(TESTS_DIRECTORY "/golden/wire/") + name, 1 << 20);
}

inline std::string with_header(std::string_view token, std::size_t number) {
  std::string header;
  append_header(header, token, static_cast<std::uint32_t>(number));
  return header;
}

inline std::string with_body(std::string_view token, std::string_view body) {
  return with_header(token, body.size()) + std::string(body);
}

/// Ways to cut `bytes` into what a connection may deliver: whole, byte by byte, and at random.
inline std::vector<std::vector<std::string_view>> cuts_of(const std::string& all) {
  const std::string_view bytes = all;
  std::vector<std::vector<std::string_view>> ways(2);
  ways[0] = {bytes};
  for (std::size_t i = 0; i < bytes.size(); ++i) ways[1].push_back(bytes.substr(i, 1));
  std::mt19937 random(20240501);
  for (int i = 0; i < 20; ++i) {
    auto& pieces = ways.emplace_back();
    for (std::size_t at = 0; at < bytes.size(); at += pieces.back().size()) {
      pieces.push_back(bytes.substr(at, random() % 40 + 1));
    }
  }
  return ways;
}

std::vector<std::vector<std::string_view>> cuts_of(std::string&& all) = delete;  // would dangle

/// Feeds all pieces; the first error, or none.
template <class Decoder>
Result<void> feed_all(Decoder& decoder, const std::vector<std::string_view>& pieces) {
  for (const std::string_view piece : pieces) TRY(decoder.feed(piece));
  return {};
}

}  // namespace distcc
