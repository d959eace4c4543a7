// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/answer.h"

#include <utility>

#include "base/text.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

void append_text(std::string& out, std::string_view token, std::string_view plain,
                 bool compressed) {
  const std::string block = compressed ? lzo_compress(plain) : std::string();
  const std::string_view sent = compressed ? std::string_view(block) : plain;
  append_header(out, token, static_cast<std::uint32_t>(sent.size()));
  out += sent;
}

}  // namespace

std::string answer_head(std::uint32_t version, int wait_status, std::string_view diagnostics,
                        std::string_view standard_output, std::size_t object_bytes) {
  const bool compressed = version >= static_cast<std::uint32_t>(Protocol::lzo);
  std::string head;
  append_header(head, "DONE", version);
  append_header(head, "STAT", static_cast<std::uint32_t>(wait_status));
  append_text(head, "SERR", diagnostics, compressed);
  append_text(head, "SOUT", standard_output, compressed);
  append_header(head, "DOTO", static_cast<std::uint32_t>(object_bytes));
  return head;
}

std::string dependencies_part(std::string_view plain) {
  std::string part;
  append_text(part, "DOTD", plain, true);
  return part;
}

AnswerDecoder::AnswerDecoder(Protocol protocol, const WireLimits& limits, BodySink& object)
    : protocol_(protocol), limits_(limits), object_(object) {}

Result<void> AnswerDecoder::feed(std::string_view bytes) {
  if (error_) return unexpected(*error_);
  auto consumed = consume(bytes);
  if (!consumed) error_ = consumed.error();
  return consumed;
}

Result<void> AnswerDecoder::consume(std::string_view bytes) {
  while (!bytes.empty() && step_ != Step::end) {
    if (in_body()) {
      const std::string_view piece = bytes.substr(0, body_left_);
      bytes.remove_prefix(piece.size());
      TRY(take_body(piece));
    } else if (header_.take(bytes)) {
      TRY(take_header());
    }
  }
  return {};
}

Result<void> AnswerDecoder::take_header() {
  switch (step_) {
    case Step::done:
      return take_version();
    case Step::status:
      wait_status_ = static_cast<int>(TRY_VALUE(header_.number("STAT")));
      next_step();
      return {};
    case Step::errors:
      return take_text_header("SERR", "error text");
    case Step::output:
      return take_text_header("SOUT", "standard output");
    case Step::dependencies:
      return take_text_header("DOTD", "dependency file");
    default:
      return take_object_header();
  }
}

Result<void> AnswerDecoder::take_version() {
  const std::uint32_t version = TRY_VALUE(header_.number("DONE"));
  const auto wanted = static_cast<std::uint32_t>(protocol_);
  if (version != wanted) {
    return fail_protocol(cat("got version ", version, " not ", wanted, " in response from server"));
  }
  next_step();
  return {};
}

Result<void> AnswerDecoder::take_text_header(std::string_view token, std::string_view what) {
  body_left_ = TRY_VALUE(header_.number(token));
  if (body_left_ > limits_.text_bytes) {
    return fail_protocol(cat("the compiler's ", what, " of ", body_left_, " bytes is longer than ",
                             limits_.text_bytes));
  }
  next_step();
  if (body_left_ == 0) next_step();  // over the empty body
  return {};
}

Result<void> AnswerDecoder::take_object_header() {
  body_left_ = TRY_VALUE(header_.number("DOTO"));
  if (wait_status_ != 0) {
    if (body_left_ != 0) return fail_protocol("remote compiler failed but also returned output");
    step_ = Step::end;
    return {};
  }
  if (body_left_ > limits_.body_bytes) {
    return fail_protocol(
        cat("an object of ", body_left_, " bytes is larger than ", limits_.body_bytes));
  }
  TRY(object_.begin(body_left_));
  step_ = Step::object_body;
  if (body_left_ == 0) end_object();
  return {};
}

void AnswerDecoder::end_object() {
  step_ = protocol_ == Protocol::pump ? Step::dependencies : Step::end;
}

Result<void> AnswerDecoder::take_body(std::string_view piece) {
  body_left_ -= piece.size();
  if (step_ == Step::object_body) {
    TRY(object_.append(piece));
    if (body_left_ == 0) end_object();
    return {};
  }
  std::string& text = step_ == Step::errors_body   ? diagnostics_
                      : step_ == Step::output_body ? standard_output_
                                                   : dependencies_;
  text += piece;
  if (body_left_ > 0) return {};
  next_step();
  return end_text(text);
}

Result<void> AnswerDecoder::end_text(std::string& text) {
  if (!is_compressed(protocol_)) return {};
  text = TRY_VALUE(lzo_decompress(text, limits_.text_bytes));
  return {};
}

}  // namespace distcc
