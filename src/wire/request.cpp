// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/request.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace distcc {

std::string request_head(Protocol protocol, const std::vector<std::string>& words) {
  std::string head;
  append_header(head, "DIST", static_cast<std::uint32_t>(protocol));
  append_header(head, "ARGC", static_cast<std::uint32_t>(words.size()));
  for (const std::string& word : words) {
    append_header(head, "ARGV", static_cast<std::uint32_t>(word.size()));
    head += word;
  }
  return head;
}

std::string source_header(std::size_t size) {
  std::string header;
  append_header(header, "DOTI", static_cast<std::uint32_t>(size));
  return header;
}

RequestDecoder::RequestDecoder(const WireLimits& limits, BodySink& source)
    : limits_(limits), source_(source) {}

Result<void> RequestDecoder::feed(std::string_view bytes) {
  if (error_) return tl::unexpected(*error_);
  auto consumed = consume(bytes);
  if (!consumed) error_ = consumed.error();
  return consumed;
}

Result<void> RequestDecoder::consume(std::string_view bytes) {
  while (!bytes.empty() && step_ != Step::done) {
    if (step_ == Step::word || step_ == Step::source) {
      const std::string_view piece = bytes.substr(0, body_left_);
      bytes.remove_prefix(piece.size());
      TRY(take_body(piece));
    } else if (header_.take(bytes)) {
      TRY(take_header());
    }
  }
  return {};
}

Result<void> RequestDecoder::take_header() {
  switch (step_) {
    case Step::version:
      return take_version();
    case Step::count:
      return take_count();
    case Step::word_header:
      return take_word_header();
    default:
      return take_source_header();
  }
}

Result<void> RequestDecoder::take_version() {
  version_ = TRY_VALUE(header_.number("DIST"));
  version_known_ = true;
  if (version_ > static_cast<std::uint32_t>(Protocol::pump)) {
    return fail_protocol(cat("protocol version ", version_, " is not known here"));
  }
  if (version_ == static_cast<std::uint32_t>(Protocol::pump)) {
    return fail_protocol("protocol version 3 (pump mode) is not served here");
  }
  step_ = Step::count;
  return {};
}

Result<void> RequestDecoder::take_count() {
  count_ = TRY_VALUE(header_.number("ARGC"));
  if (count_ == 0) return fail_protocol("the request has no command");
  if (count_ > limits_.words) {
    return fail_protocol(cat("the command has ", count_, " words, more than ", limits_.words));
  }
  step_ = Step::word_header;
  return {};
}

Result<void> RequestDecoder::take_word_header() {
  body_left_ = TRY_VALUE(header_.number("ARGV"));
  if (body_left_ > limits_.word_bytes) {
    return fail_protocol(
        cat("a word of ", body_left_, " bytes is longer than ", limits_.word_bytes));
  }
  all_word_bytes_ += body_left_;
  if (all_word_bytes_ > limits_.all_word_bytes) {
    return fail_protocol(cat("the command is longer than ", limits_.all_word_bytes, " bytes"));
  }
  words_.emplace_back();
  step_ = Step::word;
  return body_left_ == 0 ? end_word() : Result<void>{};
}

Result<void> RequestDecoder::take_source_header() {
  body_left_ = TRY_VALUE(header_.number("DOTI"));
  if (body_left_ > limits_.body_bytes) {
    return fail_protocol(
        cat("a source of ", body_left_, " bytes is larger than ", limits_.body_bytes));
  }
  TRY(source_.begin(body_left_));
  step_ = body_left_ == 0 ? Step::done : Step::source;
  return {};
}

Result<void> RequestDecoder::take_body(std::string_view piece) {
  body_left_ -= piece.size();
  if (step_ == Step::source) {
    TRY(source_.append(piece));
    if (body_left_ == 0) step_ = Step::done;
    return {};
  }
  words_.back() += piece;
  return body_left_ == 0 ? end_word() : Result<void>{};
}

Result<void> RequestDecoder::end_word() {
  // What would be checked here must be what execve(2) will see.
  if (words_.back().find('\0') != std::string::npos) {
    return fail_protocol(cat("word ", words_.size(), " of the command has a NUL in it"));
  }
  step_ = words_.size() == count_ ? Step::source_header : Step::word_header;
  return {};
}

}  // namespace distcc
