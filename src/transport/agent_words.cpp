// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/agent_words.h"

#include <algorithm>

#include "base/text.h"

namespace distcc {
namespace {

using Kind = AgentRequest::Kind;

struct KindRow {
  Kind kind;
  std::string_view token;
  bool names_directory;
  bool has_words;
};

constexpr KindRow kinds[] = {
    {Kind::files, "CDIR", true, true},  {Kind::packed, "PACK", true, true},
    {Kind::inputs, "READ", true, true}, {Kind::status, "INFO", false, false},
    {Kind::hold, "HOLD", true, false},  {Kind::browse, "BROW", true, false},
    {Kind::page, "PAGE", true, false},  {Kind::retire, "RETI", false, false},
    {Kind::stop, "STOP", false, false},
};

const KindRow& row_of(Kind kind) {
  return *std::find_if(std::begin(kinds), std::end(kinds),
                       [&](const KindRow& one) { return one.kind == kind; });
}

bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

}  // namespace

std::string request_text(const AgentRequest& request) {
  const KindRow& row = row_of(request.kind);
  std::string out;
  if (row.names_directory) {
    append_text(out, row.token, request.directory);
  } else {
    append_header(out, row.token, request.json ? 1 : 0);
  }
  if (row.has_words) append_words(out, request.words);
  return out;
}

std::string paths_text(const std::vector<std::string>& paths) {
  std::string out;
  append_words(out, paths);
  return out;
}

std::string status_text(std::string_view text) {
  std::string out;
  append_text(out, "TEXT", text);
  return out;
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
      if (left_ == 0) step_ = row_of(request_.kind).has_words ? Step::words : Step::done;
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
