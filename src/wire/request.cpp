// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/request.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace distcc {
namespace {

void append_body(std::string& out, std::string_view token, std::string_view body) {
  append_header(out, token, static_cast<std::uint32_t>(body.size()));
  out += body;
}

void append_words(std::string& out, const std::vector<std::string>& words) {
  append_header(out, "ARGC", static_cast<std::uint32_t>(words.size()));
  for (const std::string& word : words) append_body(out, "ARGV", word);
}

bool has_nul(std::string_view bytes) {
  return bytes.find('\0') != std::string_view::npos;
}

}  // namespace

std::string request_head(Protocol protocol, const std::vector<std::string>& words) {
  std::string head;
  append_header(head, "DIST", static_cast<std::uint32_t>(protocol));
  append_words(head, words);
  return head;
}

std::string files_head(const std::string& directory, const std::vector<std::string>& words,
                       std::size_t count) {
  std::string head;
  append_header(head, "DIST", static_cast<std::uint32_t>(Protocol::pump));
  append_body(head, "CDIR", directory);
  append_words(head, words);
  append_header(head, "NFIL", static_cast<std::uint32_t>(count));
  return head;
}

std::string file_header(std::string_view name, std::size_t size) {
  std::string header;
  append_body(header, "NAME", name);
  append_header(header, "FILE", static_cast<std::uint32_t>(size));
  return header;
}

std::string link_entry(std::string_view name, std::string_view target) {
  std::string entry;
  append_body(entry, "NAME", name);
  append_body(entry, "LINK", target);
  return entry;
}

std::string source_header(std::size_t size) {
  std::string header;
  append_header(header, "DOTI", static_cast<std::uint32_t>(size));
  return header;
}

RequestDecoder::RequestDecoder(const WireLimits& limits, BodySink& source, FilesSink* files)
    : limits_(limits), source_(source), files_(files) {}

Result<void> RequestDecoder::feed(std::string_view bytes) {
  if (error_) return unexpected(*error_);
  auto consumed = consume(bytes);
  if (!consumed) error_ = consumed.error();
  return consumed;
}

bool RequestDecoder::in_body() const {
  switch (step_) {
    case Step::directory:
    case Step::word:
    case Step::source:
    case Step::name:
    case Step::file:
    case Step::target:
      return true;
    default:
      return false;
  }
}

Result<void> RequestDecoder::consume(std::string_view bytes) {
  while (!bytes.empty() && step_ != Step::done) {
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

Result<void> RequestDecoder::take_header() {
  switch (step_) {
    case Step::version:
      return take_version();
    case Step::directory_header:
      return take_directory_header();
    case Step::count:
      return take_count();
    case Step::word_header:
      return take_word_header();
    case Step::name_header:
      return take_name_header();
    case Step::content_header:
      return take_content_header();
    default:
      return is_pump() ? take_files_count() : take_source_header();
  }
}

Result<void> RequestDecoder::take_version() {
  version_ = TRY_VALUE(header_.number("DIST"));
  version_known_ = true;
  if (version_ > static_cast<std::uint32_t>(Protocol::pump)) {
    return fail_protocol(cat("protocol version ", version_, " is not known here"));
  }
  if (is_pump() && files_ == nullptr) {
    return fail_protocol("protocol version 3 (pump mode) is not served here");
  }
  step_ = is_pump() ? Step::directory_header : Step::count;
  return {};
}

Result<void> RequestDecoder::take_directory_header() {
  body_left_ = TRY_VALUE(header_.number("CDIR"));
  TRY(check_name("the name of the client's directory", body_left_));
  step_ = Step::directory;
  return {};
}

Result<void> RequestDecoder::check_name(std::string_view what, std::size_t size) const {
  if (size == 0) return fail_protocol(cat(what, " is empty"));
  if (size <= limits_.name_bytes) return {};
  return fail_protocol(cat(what, " of ", size, " bytes is longer than ", limits_.name_bytes));
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

Result<void> RequestDecoder::take_files_count() {
  entries_left_ = TRY_VALUE(header_.number("NFIL"));
  if (entries_left_ > limits_.files) {
    return fail_protocol(cat(entries_left_, " files are more than ", limits_.files));
  }
  TRY(files_->begin_files(entries_left_));
  step_ = entries_left_ == 0 ? Step::done : Step::name_header;
  return {};
}

Result<void> RequestDecoder::take_name_header() {
  body_left_ = TRY_VALUE(header_.number("NAME"));
  TRY(check_name("the name of a file", body_left_));
  all_name_bytes_ += body_left_;
  if (all_name_bytes_ > limits_.all_name_bytes) {
    return fail_protocol(cat("the names of the files exceed ", limits_.all_name_bytes, " bytes"));
  }
  name_.clear();
  step_ = Step::name;
  return {};
}

Result<void> RequestDecoder::take_content_header() {
  return header_.token() == "LINK" ? take_target_header() : take_file_header();
}

Result<void> RequestDecoder::take_file_header() {
  body_left_ = TRY_VALUE(header_.number("FILE"));
  if (body_left_ > limits_.body_bytes) {
    return fail_protocol(
        cat("a file of ", body_left_, " bytes is larger than ", limits_.body_bytes));
  }
  all_file_bytes_ += body_left_;
  if (all_file_bytes_ > limits_.all_file_bytes) {
    return fail_protocol(cat("the files exceed ", limits_.all_file_bytes, " bytes"));
  }
  TRY(files_->begin_file(name_, body_left_));
  step_ = Step::file;
  if (body_left_ == 0) end_entry();
  return {};
}

Result<void> RequestDecoder::take_target_header() {
  body_left_ = TRY_VALUE(header_.number("LINK"));
  TRY(check_name("the target of a link", body_left_));
  all_name_bytes_ += body_left_;
  if (all_name_bytes_ > limits_.all_name_bytes) {
    return fail_protocol(cat("the names of the files exceed ", limits_.all_name_bytes, " bytes"));
  }
  target_.clear();
  step_ = Step::target;
  return {};
}

Result<void> RequestDecoder::take_body(std::string_view piece) {
  body_left_ -= piece.size();
  if (step_ == Step::source) {
    TRY(source_.append(piece));
  } else if (step_ == Step::file) {
    TRY(files_->append_to_file(piece));
  } else {
    std::string& text = step_ == Step::directory ? directory_
                        : step_ == Step::word    ? words_.back()
                        : step_ == Step::name    ? name_
                                                 : target_;
    text += piece;
  }
  return body_left_ == 0 ? end_body() : Result<void>{};
}

Result<void> RequestDecoder::end_body() {
  switch (step_) {
    case Step::directory:
      if (has_nul(directory_)) return fail_protocol("the client's directory has a NUL in it");
      step_ = Step::count;
      return {};
    case Step::word:
      return end_word();
    case Step::name:
      if (has_nul(name_)) return fail_protocol("the name of a file has a NUL in it");
      step_ = Step::content_header;
      return {};
    case Step::target:
      return end_link();
    case Step::file:
      end_entry();
      return {};
    default:
      step_ = Step::done;
      return {};
  }
}

Result<void> RequestDecoder::end_word() {
  // What would be checked here must be what execve(2) will see.
  if (has_nul(words_.back())) {
    return fail_protocol(cat("word ", words_.size(), " of the command has a NUL in it"));
  }
  const bool last = words_.size() == count_;
  step_ = !last ? Step::word_header : is_pump() ? Step::files_count : Step::source_header;
  return {};
}

Result<void> RequestDecoder::end_link() {
  if (has_nul(target_)) return fail_protocol("the target of a link has a NUL in it");
  TRY(files_->take_link(name_, target_));
  end_entry();
  return {};
}

void RequestDecoder::end_entry() {
  step_ = --entries_left_ == 0 ? Step::done : Step::name_header;
}

}  // namespace distcc
