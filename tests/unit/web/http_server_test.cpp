// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/http_server.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace distcc {
namespace {

class Served : public testing::Test {
 protected:
  void start(HttpSettings settings) {
    auto listener = listen_for_http("127.0.0.1", 0);
    ASSERT_TRUE(listener);
    port_ = port_of(listener->get());
    if (!settings.answer) {
      settings.answer = [](const HttpRequest& request) {
        return HttpAnswer{HttpStatus::ok, "text/plain", "you asked for " + request.path};
      };
    }
    auto server = HttpServer::start(std::move(*listener), std::move(settings));
    ASSERT_TRUE(server);
    server_ = std::move(*server);
  }

  [[nodiscard]] Fd connect() const {
    Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(static_cast<std::uint16_t>(port_));
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket.get(), reinterpret_cast<sockaddr*>(&place), sizeof place), 0);
    return socket;
  }

  static void send(const Fd& socket, const std::string& bytes) {
    EXPECT_EQ(::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }

  /// All until the server closes.
  static std::string rest(const Fd& socket) {
    std::string text;
    char buffer[4096];
    ssize_t got = 0;
    while ((got = ::recv(socket.get(), buffer, sizeof buffer, 0)) > 0) {
      text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
  }

  [[nodiscard]] std::string ask(const std::string& request) const {
    const Fd socket = connect();
    send(socket, request);
    return rest(socket);
  }

  int port_ = 0;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Served, GetsItsAnswer) {
  start({});
  EXPECT_TRUE(ask("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n").ends_with("you asked for /a"));
}

TEST_F(Served, MustNameThisMachine) {
  start({});
  const std::string answer = ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 421 ")) << answer;
}

TEST_F(Served, MayComeInPieces) {
  start({});
  const Fd socket = connect();
  for (const char* piece : {"GET /b HT", "TP/1.1\r\nHo", "st: 127.0.0.1\r\n\r", "\n"}) {
    send(socket, piece);
  }
  EXPECT_TRUE(rest(socket).ends_with("you asked for /b"));
}

TEST_F(Served, IsCutOffWhenTooLong) {
  start({});
  const std::string answer = ask("GET / HTTP/1.1\r\nX: " + std::string(longest_http_head, 'x'));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 431 ")) << answer.substr(0, 50);
}

TEST_F(Served, IsLetGoWhenSilent) {
  HttpSettings settings;
  settings.longest_request = Milliseconds(20);
  start(std::move(settings));
  const Fd silent = connect();
  EXPECT_EQ(rest(silent), "");
}

TEST_F(Served, IsNotKeptOutBySilentOnes) {
  HttpSettings settings;
  settings.most_connections = 4;
  start(std::move(settings));
  std::vector<Fd> silent;
  for (int i = 0; i < 20; ++i) silent.push_back(connect());
  EXPECT_TRUE(ask("GET /c HTTP/1.1\r\nHost: ::1\r\n\r\n").ends_with("you asked for /c"));
}

TEST_F(Served, IsGivenUpWhenItDoesNotReadItsAnswer) {
  HttpSettings settings;
  settings.longest_answer = Milliseconds(50);
  settings.answer = [](const HttpRequest&) {
    return HttpAnswer{HttpStatus::ok, "text/plain", std::string(std::size_t{64} << 20, 'x')};
  };
  start(std::move(settings));
  const Fd lazy = connect();
  send(lazy, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  // The server's end is gone when a write is answered with a reset; until then the kernel takes it.
  bool alive = true;
  for (int i = 0; alive && i < 1000; ++i) {
    ::usleep(10'000);
    alive = ::send(lazy.get(), "x", 1, MSG_NOSIGNAL) == 1;
  }
  EXPECT_FALSE(alive);
}

TEST_F(Served, MustBeAdmitted) {
  HttpSettings settings;
  settings.admits = [](const sockaddr_storage&) { return false; };
  start(std::move(settings));
  const Fd socket = connect();
  EXPECT_EQ(rest(socket), "");
}

TEST(ListenForHttp, WantsAnAddress) {
  EXPECT_EQ(listen_for_http("localhost", 0).error().code, ExitCode::bind_failed);
  const auto first = listen_for_http("127.0.0.1", 0);
  ASSERT_TRUE(first);
  EXPECT_EQ(listen_for_http("127.0.0.1", port_of(first->get())).error().code,
            ExitCode::bind_failed);
}

}  // namespace
}  // namespace distcc
