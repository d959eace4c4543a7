// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/agent_words.h"

#include <algorithm>

#include "base/text.h"
#include "wire/include_conversation.h"

namespace distcc {
namespace {

using Kind = AgentRequest::Kind;

struct KindRow {
  Kind kind;
  std::string_view token;
  bool names_directory;
};

constexpr KindRow kinds[] = {
    {Kind::files, "CDIR", true},  {Kind::status, "INFO", false}, {Kind::hold, "HOLD", true},
    {Kind::browse, "BROW", true}, {Kind::page, "PAGE", true},    {Kind::retire, "RETI", false},
    {Kind::stop, "STOP", false},
};

void append_text(std::string& out, std::string_view token, std::string_view text) {
  append_header(out, token, static_cast<std::uint32_t>(text.size()));
  out += text;
}

bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

}  // namespace

std::string request_text(const AgentRequest& request) {
  if (request.kind == Kind::files) return include_question(request.directory, request.words);
  std::string out;
  const auto row = std::find_if(std::begin(kinds), std::end(kinds),
                                [&](const KindRow& one) { return one.kind == request.kind; });
  if (row->names_directory) {
    append_text(out, row->token, request.directory);
  } else {
    append_header(out, row->token, request.json ? 1 : 0);
  }
  return out;
}

std::string paths_text(const std::vector<std::string>& paths) {
  std::string out;
  append_header(out, "ARGC", static_cast<std::uint32_t>(paths.size()));
  for (const std::string& path : paths) append_text(out, "ARGV", path);
  return out;
}

std::string status_text(std::string_view text) {
  std::string out;
  append_text(out, "TEXT", text);
  return out;
}

Result<void> WordsReader::take_header() {
  const bool first = !counted_;
  const std::uint32_t number = TRY_VALUE(header_.number(first ? "ARGC" : "ARGV"));
  if (first) {
    if (number > limits_.words) return fail_protocol(cat(number, " words are too many"));
    counted_ = true;
    count_ = number;
    return {};
  }
  all_bytes_ += number;
  if (number > limits_.word_bytes || all_bytes_ > limits_.all_word_bytes) {
    return fail_protocol(cat("a word of ", number, " bytes is too long"));
  }
  words_.emplace_back();
  left_ = number;
  in_word_ = number > 0;
  return {};
}

Result<void> WordsReader::feed(std::string_view& bytes) {
  while (!bytes.empty() && !complete()) {
    if (!in_word_) {
      if (header_.take(bytes)) TRY(take_header());
      continue;
    }
    const std::string_view piece = bytes.substr(0, left_);
    if (has_nul(piece)) return fail_protocol("a word has a NUL in it");
    words_.back() += piece;
    bytes.remove_prefix(piece.size());
    left_ -= piece.size();
    in_word_ = left_ > 0;
  }
  return {};
}

Result<void> AgentRequestReader::take_header() {
  const std::string token(header_.token());
  const auto row = std::find_if(std::begin(kinds), std::end(kinds),
                                [&](const KindRow& one) { return one.token == token; });
  if (row == std::end(kinds)) return fail_protocol(cat("no request begins with ", quoted(token)));
  const std::uint32_t number = TRY_VALUE(header_.number(token));
  request_.kind = row->kind;
  request_.json = row->kind == Kind::status && number != 0;
  if (!row->names_directory) {
    step_ = Step::done;
    return {};
  }
  if (number == 0 || number > limits_.name_bytes) {
    return fail_protocol(cat("a directory's name of ", number, " bytes"));
  }
  left_ = number;
  step_ = Step::directory;
  return {};
}

Result<void> AgentRequestReader::feed(std::string_view bytes) {
  while (!bytes.empty() && step_ != Step::done) {
    if (step_ == Step::header) {
      if (header_.take(bytes)) TRY(take_header());
    } else if (step_ == Step::directory) {
      const std::string_view piece = bytes.substr(0, left_);
      if (has_nul(piece)) return fail_protocol("a directory's name has a NUL in it");
      request_.directory += piece;
      bytes.remove_prefix(piece.size());
      left_ -= piece.size();
      if (left_ == 0) step_ = request_.kind == Kind::files ? Step::words : Step::done;
    } else {
      TRY(words_.feed(bytes));
      if (words_.complete()) {
        request_.words = std::move(words_.words());
        step_ = Step::done;
      }
    }
  }
  return {};
}

}  // namespace distcc
