// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers HTTP on one thread of its own. A connection is a buffer and a deadline, and there are
// only so many: a slow client costs nothing, and cannot keep out the next one.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"
#include "web/http.h"

namespace distcc {

/// A listening socket at an address, not a name ("127.0.0.1", "::1"). Port 0: any free one. Errors
/// have ExitCode::bind_failed.
Result<Fd> listen_for_http(const std::string& address, int port);
/// The port that a socket is bound to.
int port_of(int socket);

struct HttpSettings {
  /// Called on the server's thread, for requests that named this machine.
  std::function<HttpAnswer(const HttpRequest&)> answer;
  /// Whose connections are served at all.
  std::function<bool(const sockaddr_storage&)> admits = [](const sockaddr_storage&) {
    return true;
  };
  std::vector<std::string> names;  ///< of this machine in a Host header, beside its addresses
  std::size_t most_connections = 32;
  Milliseconds longest_request{10'000};
  Milliseconds longest_answer{30'000};  ///< the whole of it; no answer is large
};

class HttpServer {
 public:
  /// Serves until it is destroyed.
  static Result<std::unique_ptr<HttpServer>> start(Fd listener, HttpSettings settings);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

 private:
  struct Connection {
    enum class Step { request, answer, farewell, over };
    Fd socket;
    Deadline deadline;
    Step step = Step::request;
    std::string received;
    std::string to_send;
    std::size_t sent = 0;
  };

  HttpServer(Fd listener, Fd end, HttpSettings settings);
  void serve();
  void accept_all();
  void work_on(Connection& connection);
  void receive(Connection& connection);
  void send(Connection& connection);
  static void see_off(Connection& connection);
  void answer(Connection& connection);
  void sweep();
  [[nodiscard]] Deadline next_deadline() const;
  [[nodiscard]] HttpAnswer answer_to(const HttpRequest& request) const;

  Fd listener_;
  Fd end_;
  HttpSettings settings_;
  std::list<Connection> connections_;  ///< oldest first
  std::thread thread_;
};

}  // namespace distcc
