// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/http.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace distcc {
namespace {

constexpr std::size_t most_query_words = 16;

/// Scripts, styles and data come from here only; nothing is framed, sent or kept.
constexpr std::string_view guarding_headers =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Cache-Control: no-store\r\n";

std::string_view words_of(HttpStatus status) {
  switch (status) {
    case HttpStatus::ok:
      return "OK";
    case HttpStatus::bad_request:
      return "Bad Request";
    case HttpStatus::forbidden:
      return "Forbidden";
    case HttpStatus::not_found:
      return "Not Found";
    case HttpStatus::method_not_allowed:
      return "Method Not Allowed";
    case HttpStatus::too_large:
      return "Content Too Large";
    case HttpStatus::misdirected:
      return "Misdirected Request";
    case HttpStatus::head_too_large:
      return "Request Header Fields Too Large";
    case HttpStatus::trouble:
      break;
  }
  return "Internal Server Error";
}

char small_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(), small_letter);
  return small;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

/// Takes the next line off `rest`, without its end.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    unsigned value = 0;
    const char* const digits = text.data() + i + 1;
    const auto parsed = std::from_chars(digits, digits + 2, value, 16);
    if (parsed.ec != std::errc() || parsed.ptr != digits + 2) return std::nullopt;
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

bool read_query(std::string_view text, HttpRequest& request) {
  for (const std::string_view word : split_fields(text, '&')) {
    if (word.empty()) continue;
    const std::size_t equals = std::min(word.find('='), word.size());
    const auto name = decoded(word.substr(0, equals));
    const auto value = decoded(word.substr(std::min(equals + 1, word.size())));
    if (!name || !value || request.query.size() >= most_query_words) return false;
    request.query[*name] = *value;
  }
  return true;
}

HttpStatus read_request_line(std::string_view line, HttpRequest& request) {
  const auto words = split_fields(line, ' ');
  const bool version_known =
      words.size() == 3 && (words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0");
  if (!version_known || !words[1].starts_with('/')) return HttpStatus::bad_request;
  const auto visible = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!std::all_of(words[1].begin(), words[1].end(), visible)) return HttpStatus::bad_request;
  if (words[0] != "GET" && words[0] != "HEAD") return HttpStatus::method_not_allowed;
  request.head_only = words[0] == "HEAD";
  const std::size_t mark = std::min(words[1].find('?'), words[1].size());
  request.path = words[1].substr(0, mark);
  const bool query_good = read_query(words[1].substr(std::min(mark + 1, words[1].size())), request);
  return query_good ? HttpStatus::ok : HttpStatus::bad_request;
}

/// "[::1]:80" and "::1" to "::1", "Red:80" to "red".
std::string without_port(std::string_view host) {
  if (host.starts_with('[')) return in_small_letters(host.substr(1, host.find(']') - 1));
  const std::size_t colon = host.find(':');
  const bool is_port = colon != std::string_view::npos && colon == host.rfind(':');
  return in_small_letters(is_port ? host.substr(0, colon) : host);
}

HttpStatus read_header(std::string_view line, HttpRequest& request) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return HttpStatus::bad_request;
  // A name with a blank in it, or at its beginning, may be two headers to somebody else.
  if (line.substr(0, colon).find_first_of(" \t") != std::string_view::npos) {
    return HttpStatus::bad_request;
  }
  const std::string name = in_small_letters(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "host") {
    if (value.empty() || !request.host.empty()) return HttpStatus::bad_request;
    request.host = without_port(value);
  } else if (name == "authorization") {
    constexpr std::string_view scheme = "bearer ";
    if (in_small_letters(value.substr(0, scheme.size())) == scheme) {
      request.bearer = trimmed(value.substr(scheme.size()));
    }
  } else if (name == "transfer-encoding" || (name == "content-length" && value != "0")) {
    return HttpStatus::too_large;
  }
  return HttpStatus::ok;
}

}  // namespace

std::string_view HttpRequest::asked(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string_view() : found->second;
}

std::size_t http_head_length(std::string_view received) {
  for (std::size_t end = received.find('\n'); end != std::string_view::npos;
       end = received.find('\n', end + 1)) {
    const std::string_view rest = received.substr(end + 1);
    if (rest.starts_with('\n')) return end + 2;
    if (rest.starts_with("\r\n")) return end + 3;
  }
  return 0;
}

expected<HttpRequest, HttpStatus> parse_http_request(std::string_view head) {
  if (head.size() > longest_http_head) return unexpected(HttpStatus::head_too_large);
  if (head.find('\0') != std::string_view::npos) return unexpected(HttpStatus::bad_request);
  HttpRequest request;
  HttpStatus status = read_request_line(take_line(head), request);
  while (status == HttpStatus::ok && !head.empty()) {
    const std::string_view line = take_line(head);
    if (line.empty()) break;
    status = read_header(line, request);
  }
  // Without a Host header nobody can tell whether the browser meant this server.
  if (status == HttpStatus::ok && request.host.empty()) status = HttpStatus::bad_request;
  if (status != HttpStatus::ok) return unexpected(status);
  return request;
}

HttpAnswer http_error(HttpStatus status) {
  return {status, "text/plain; charset=utf-8", cat(words_of(status), "\n")};
}

std::string http_answer_bytes(const HttpAnswer& answer, bool head_only) {
  std::string bytes =
      cat("HTTP/1.1 ", static_cast<int>(answer.status), ' ', words_of(answer.status),
          "\r\nContent-Type: ", answer.type, "\r\nContent-Length: ", answer.body.size(),
          "\r\nConnection: close\r\n", guarding_headers);
  if (answer.status == HttpStatus::method_not_allowed) bytes += "Allow: GET, HEAD\r\n";
  bytes += "\r\n";
  if (!head_only) bytes += answer.body;
  return bytes;
}

}  // namespace distcc
