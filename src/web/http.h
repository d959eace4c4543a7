// SPDX-License-Identifier: GPL-3.0-or-later
//
// As much of HTTP/1.1 as a page that only shows something needs: one GET or HEAD a connection, no
// body, a short head. What does not fit is answered with the status that says so. Pure, and fuzzed.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include "base/expected.h"

namespace distcc {

enum class HttpStatus {
  ok = 200,
  bad_request = 400,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  too_large = 413,
  misdirected = 421,
  head_too_large = 431,
  trouble = 500,
};

/// No request's head is longer.
constexpr std::size_t longest_http_head = 8192;

struct HttpRequest {
  bool head_only = false;
  std::string path;                          ///< "/live.json", as sent: nothing is decoded
  std::map<std::string, std::string> query;  ///< decoded
  std::string host;                          ///< of the Host header, without port, in small letters
  std::string bearer;                        ///< "Authorization: Bearer THIS"

  /// The value of a word of the query; empty when it is not there.
  [[nodiscard]] std::string_view asked(const std::string& name) const;
};

/// The length of the head at the beginning of `received`, its blank line included; 0 when it is not
/// all there yet.
std::size_t http_head_length(std::string_view received);

/// `head` as http_head_length() measured it.
expected<HttpRequest, HttpStatus> parse_http_request(std::string_view head);

struct HttpAnswer {
  HttpStatus status = HttpStatus::ok;
  std::string_view type = "text/plain; charset=utf-8";
  std::string body;
};

/// An answer that says no more than its status does.
HttpAnswer http_error(HttpStatus status);

/// The bytes of the answer. Its headers forbid the browser everything but what these pages do.
std::string http_answer_bytes(const HttpAnswer& answer, bool head_only);

}  // namespace distcc
