// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/survey.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <thread>

#include "base/fd.h"
#include "base/text.h"
#include "monitor/probe.h"
#include "wire/answer.h"
#include "wire/lzo.h"
#include "wire/request.h"

namespace distcc {
namespace {

/// A socket on a free port of 127.0.0.1. When it is given an answer it serves one connection:
/// reads as many bytes as the test request has, answers, and closes.
class Listener {
 public:
  Listener() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    void* start = &place;
    EXPECT_EQ(::bind(fd_.get(), static_cast<sockaddr*>(start), sizeof place), 0);
    EXPECT_EQ(::listen(fd_.get(), 50), 0);
    socklen_t size = sizeof place;
    ::getsockname(fd_.get(), static_cast<sockaddr*>(start), &size);
    port_ = ntohs(place.sin_port);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() {
    if (server_.joinable()) server_.join();
  }

  [[nodiscard]] int port() const { return port_; }
  void answer_once(std::string answer, std::size_t request_bytes) {
    server_ = std::thread([this, answer = std::move(answer), request_bytes] {
      const Fd peer(::accept(fd_.get(), nullptr, nullptr));
      request_.resize(request_bytes);
      ::recv(peer.get(), request_.data(), request_bytes, MSG_WAITALL);
      ::send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    });
  }
  std::string request() {
    if (server_.joinable()) server_.join();
    return request_;
  }

 private:
  Fd fd_;
  int port_ = 0;
  std::thread server_;
  std::string request_;
};

/// A port on which nobody listens: one that was free a moment ago.
int closed_port() {
  return Listener().port();
}

struct Seen {
  std::optional<SurveyEnd> end;
  std::vector<std::string> lines;  ///< sorted
  std::vector<std::string> remarks;
};

Seen look(const std::vector<std::string>& words) {
  Seen seen;
  const auto options = parse_survey_options(words);
  EXPECT_TRUE(options);
  const auto end =
      survey(*options, {[&](std::string_view line) { seen.lines.emplace_back(line); },
                        [&](std::string_view line) { seen.remarks.emplace_back(line); }});
  if (end) seen.end = *end;
  std::sort(seen.lines.begin(), seen.lines.end());
  return seen;
}

std::string port_word(int port) {
  return cat("-r", port);
}

TEST(Survey, PrintsAHostThatListens) {
  const Listener listener;
  const Seen seen = look({port_word(listener.port()), "127.0.0.1"});
  EXPECT_EQ(seen.end, SurveyEnd::found_addresses);
  EXPECT_EQ(seen.lines, std::vector<std::string>{cat("127.0.0.1:", listener.port())});
  EXPECT_TRUE(seen.remarks.empty());
}

TEST(Survey, SaysNothingOfAHostThatIsDown) {
  const Seen seen = look({port_word(closed_port()), "127.0.0.1"});
  EXPECT_EQ(seen.end, SurveyEnd::found_addresses);
  EXPECT_TRUE(seen.lines.empty());
}

TEST(Survey, PrintsHostsThatAreDownWhenAsked) {
  const int port = closed_port();
  const Seen seen = look({"-x", "-P3", port_word(port), "127.0.0.1"});
  EXPECT_EQ(seen.lines, std::vector<std::string>{cat("127.0.0.1:", port, ",lzo,cpp,down")});
}

TEST(Survey, AppendsTheLatency) {
  const Listener listener;
  const Seen seen = look({"-l", port_word(listener.port()), "127.0.0.1"});
  ASSERT_EQ(seen.lines.size(), 1u);
  EXPECT_NE(parse_integer(seen.lines[0].substr(seen.lines[0].find(' ') + 1)), std::nullopt);
}

TEST(Survey, PrintsAddressesWhenAsked) {
  const Listener listener;
  const Seen seen = look({"-n", port_word(listener.port()), "localhost"});
  EXPECT_EQ(seen.lines, std::vector<std::string>{cat("127.0.0.1:", listener.port())});
}

TEST(Survey, LooksAtEveryNameOfAListThoughSomeHaveNoAddress) {
  const Listener listener;
  const Seen seen = look({port_word(listener.port()), "not a name", "nor this", "127.0.0.1"});
  EXPECT_EQ(seen.lines.size(), 1u);
}

TEST(Survey, TellsWhenNothingHasAnAddress) {
  EXPECT_EQ(look({"not a name"}).end, SurveyEnd::nothing_found);
}

TEST(Survey, NumbersAPatternUntilANameHasNoAddress) {
  const int port = closed_port();
  const Seen seen = look({"-x", port_word(port), "127.0.0.25%d"});
  EXPECT_EQ(seen.lines.size(), 5u);  // 251 to 255
}

TEST(Survey, LeavesOutOtherNetworks) {
  const int port = closed_port();
  const Seen seen = look({"-x", "-m24", port_word(port), "127.0.0.1", "127.0.0.2"});
  EXPECT_EQ(seen.lines.size(), 2u);
  const Seen one = look({"-x", "-m24", port_word(port), "127.0.0.1", "127.9.0.1"});
  EXPECT_EQ(one.lines.size(), 1u);
}

TEST(Survey, TakesHostsForUpWithoutConnecting) {
  const int port = closed_port();
  EXPECT_EQ(look({"-c0", port_word(port), "127.0.0.1"}).lines.size(), 1u);
}

TEST(Survey, LooksAtThousandsOfHosts) {
  const int port = closed_port();
  std::vector<std::string> words = {"-x", "-k50000", "-t55", port_word(port)};
  for (int i = 0; i < 2000; ++i) words.push_back(cat("127.0.", i / 250, ".", i % 250 + 1));
  EXPECT_EQ(look(words).lines.size(), 2000u);
}

TEST(Survey, EndsInTimeThoughAHostIsSilent) {
  const Listener silent;
  const Seen seen = look({"-t1", "-k60000", "-pgcc", port_word(silent.port()), "127.0.0.1"});
  EXPECT_EQ(seen.end, SurveyEnd::out_of_time);
  EXPECT_TRUE(seen.lines.empty());
}

TEST(Survey, SaysWhatItDoesWhenAsked) {
  const Seen seen = look({"-v", port_word(closed_port()), "127.0.0.1"});
  EXPECT_EQ(seen.remarks.back(), "127.0.0.1 (127.0.0.1): Connection refused");
}

struct CompileCase {
  const char* name;
  Protocol protocol;
  std::string answer;
  bool good;
};

std::string whole_answer(std::uint32_t version, int status) {
  if (status != 0) return answer_head(version, status, "error: no", "", 0);
  return cat(answer_head(version, 0, "", "", 3), "obj");
}

class TestCompile : public ::testing::TestWithParam<CompileCase> {};

TEST_P(TestCompile, JudgesTheAnswer) {
  const CompileCase& row = GetParam();
  Listener server;
  const std::string request = test_request(row.protocol, "gcc");
  server.answer_once(row.answer, request.size());
  const auto protocol = static_cast<std::uint32_t>(row.protocol);
  const Seen seen = look(
      {"-k50000", "-t55", "-pgcc", cat("-P", protocol), port_word(server.port()), "127.0.0.1"});
  EXPECT_EQ(seen.lines.size(), row.good ? 1u : 0u);
  EXPECT_EQ(server.request(), request);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, TestCompile,
    ::testing::Values(CompileCase{"plain", Protocol::plain, whole_answer(1, 0), true},
                      CompileCase{"lzo", Protocol::lzo, whole_answer(2, 0), true},
                      CompileCase{"pump", Protocol::pump, cat(whole_answer(3, 0), "DOTD00000000"),
                                  true},
                      CompileCase{"failed_compile", Protocol::plain, whole_answer(1, 256), false},
                      CompileCase{"other_version", Protocol::plain, whole_answer(2, 0), false},
                      CompileCase{"rubbish", Protocol::plain, "HTTP/1.1 400 Bad Request", false},
                      CompileCase{"half", Protocol::plain, "DONE00000001STAT0000", false},
                      CompileCase{"hangs_up", Protocol::plain, "", false}),
    [](const auto& param_info) { return param_info.param.name; });

TEST(TestRequest, IsUnderstoodByTheServersDecoder) {
  struct Text : BodySink {
    std::string bytes;
    Result<void> begin(std::size_t /*size*/) override { return {}; }
    Result<void> append(std::string_view piece) override {
      bytes += piece;
      return {};
    }
  } text;
  RequestDecoder decoder(WireLimits{}, text);
  ASSERT_TRUE(decoder.feed(test_request(Protocol::plain, "clang-14")));
  EXPECT_TRUE(decoder.complete());
  EXPECT_EQ(decoder.words(),
            (std::vector<std::string>{"clang-14", "-c", "hello.c", "-o", "hello.o"}));
  EXPECT_EQ(text.bytes, "int foo(){return 0;}");
}

TEST(TestRequest, SendsTheSourceAsAFileInPumpMode) {
  const std::string block = lzo_compress("int foo(){return 0;}");
  const std::string request = test_request(Protocol::pump, "gcc");
  EXPECT_EQ(request.substr(0, 25), "DIST00000003CDIR00000001/");
  EXPECT_TRUE(request.ends_with(cat("NFIL00000001NAME00000008/hello.cFILE", "00000018", block)));
}

}  // namespace
}  // namespace distcc
