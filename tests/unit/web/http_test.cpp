// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/http.h"

#include <gtest/gtest.h>

#include <string>

namespace distcc {
namespace {

HttpStatus status_of(const std::string& head) {
  const auto request = parse_http_request(head);
  return request ? HttpStatus::ok : request.error();
}

TEST(HttpHead, EndsWithABlankLine) {
  EXPECT_EQ(http_head_length("GET / HTTP/1.1\r\nHost: a\r\n\r\nmore"), 27U);
  EXPECT_EQ(http_head_length("GET / HTTP/1.1\nHost: a\n\n"), 24U);
  EXPECT_EQ(http_head_length("GET / HTTP/1.1\r\nHost: a\r\n"), 0U);
  EXPECT_EQ(http_head_length(""), 0U);
}

TEST(HttpRequest, IsReadFromItsHead) {
  const auto request = parse_http_request(
      "GET /live.json?build=a%20b+c%2Fd&since=7&flag HTTP/1.1\r\nHOST: Red:3634\r\n"
      "Authorization: bearer 123abc \r\nAccept: */*\r\n\r\n");
  ASSERT_TRUE(request);
  EXPECT_FALSE(request->head_only);
  EXPECT_EQ(request->path, "/live.json");
  EXPECT_EQ(request->asked("build"), "a b c/d");
  EXPECT_EQ(request->asked("since"), "7");
  EXPECT_EQ(request->asked("flag"), "");
  EXPECT_EQ(request->asked("other"), "");
  EXPECT_EQ(request->host, "red");
  EXPECT_EQ(request->bearer, "123abc");
  EXPECT_TRUE(parse_http_request("HEAD / HTTP/1.0\r\nHost: a\r\n\r\n")->head_only);
}

TEST(HttpRequest, KnowsAddressesWithAndWithoutPort) {
  const auto host = [](const std::string& text) {
    return parse_http_request("GET / HTTP/1.1\r\nHost: " + text + "\r\n\r\n")->host;
  };
  EXPECT_EQ(host("127.0.0.1:80"), "127.0.0.1");
  EXPECT_EQ(host("[::1]:80"), "::1");
  EXPECT_EQ(host("[::1]"), "::1");
  EXPECT_EQ(host("localhost"), "localhost");
}

struct BadCase {
  const char* name;
  std::string head;
  HttpStatus status;
};

class BadHttpRequest : public testing::TestWithParam<BadCase> {};

TEST_P(BadHttpRequest, IsAnsweredWithWhatIsWrong) {
  EXPECT_EQ(status_of(GetParam().head), GetParam().status);
}

std::string with(const std::string& headers, const std::string& line = "GET / HTTP/1.1") {
  return line + "\r\n" + headers + "\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    All, BadHttpRequest,
    testing::Values(
        BadCase{"post", with("Host: a\r\n", "POST / HTTP/1.1"), HttpStatus::method_not_allowed},
        BadCase{"trace", with("Host: a\r\n", "TRACE / HTTP/1.1"), HttpStatus::method_not_allowed},
        BadCase{"no_host", with(""), HttpStatus::bad_request},
        BadCase{"empty_host", with("Host: \r\n"), HttpStatus::bad_request},
        BadCase{"two_hosts", with("Host: a\r\nHost: b\r\n"), HttpStatus::bad_request},
        BadCase{"folded", with("Host: a\r\n b\r\n"), HttpStatus::bad_request},
        BadCase{"blank_in_name", with("Host: a\r\nX : b\r\n"), HttpStatus::bad_request},
        BadCase{"no_colon", with("Host: a\r\nnonsense\r\n"), HttpStatus::bad_request},
        BadCase{"body", with("Host: a\r\nContent-Length: 5\r\n"), HttpStatus::too_large},
        BadCase{"chunks", with("Host: a\r\nTransfer-Encoding: chunked\r\n"), HttpStatus::too_large},
        BadCase{"absolute", with("Host: a\r\n", "GET http://a/ HTTP/1.1"), HttpStatus::bad_request},
        BadCase{"version", with("Host: a\r\n", "GET / HTTP/2.0"), HttpStatus::bad_request},
        BadCase{"distcc", "DIST00000001ARGC00000002\n\n", HttpStatus::bad_request},
        BadCase{"nul", with(std::string("Host: a\0b\r\n", 11)), HttpStatus::bad_request},
        BadCase{"control", with("Host: a\r\n", "GET /\x01 HTTP/1.1"), HttpStatus::bad_request},
        BadCase{"half_escape", with("Host: a\r\n", "GET /?a=%4 HTTP/1.1"), HttpStatus::bad_request},
        BadCase{"no_escape", with("Host: a\r\n", "GET /?a=%zz HTTP/1.1"), HttpStatus::bad_request},
        BadCase{"many_words",
                with("Host: a\r\n", "GET /?1&2&3&4&5&6&7&8&9&10&11&12&13&14&15&16&17 HTTP/1.1"),
                HttpStatus::bad_request},
        BadCase{"long", with("Host: a\r\nX: " + std::string(longest_http_head, 'x') + "\r\n"),
                HttpStatus::head_too_large}),
    [](const auto& one) { return one.param.name; });

TEST(HttpAnswer, SaysItsLengthAndForbidsTheRest) {
  const std::string bytes = http_answer_bytes({HttpStatus::ok, "text/html", "<p>"}, false);
  EXPECT_TRUE(bytes.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(bytes.ends_with("\r\n\r\n<p>"));
  for (const char* header :
       {"Content-Length: 3\r\n", "Content-Type: text/html\r\n", "default-src 'none'",
        "frame-ancestors 'none'", "nosniff", "no-referrer", "no-store", "Connection: close\r\n"}) {
    EXPECT_NE(bytes.find(header), std::string::npos) << header;
  }
  EXPECT_TRUE(http_answer_bytes({HttpStatus::ok, "text/html", "<p>"}, true).ends_with("\r\n\r\n"));
  const std::string refused = http_answer_bytes(http_error(HttpStatus::method_not_allowed), false);
  EXPECT_NE(refused.find("Allow: GET, HEAD\r\n"), std::string::npos);
}

}  // namespace
}  // namespace distcc
