// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/io.h"
#include "base/text.h"
#include "web/visitor.h"

namespace distcc {
namespace {

constexpr int backlog = 64;
/// How long a client may take to close, so that it has read its answer by then.
constexpr Milliseconds longest_farewell{2'000};
/// How long to accept nothing when the process is out of descriptors.
constexpr Milliseconds breather{100};

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

Result<Fd> listen_for_http(const std::string& address, int port) {
  sockaddr_storage place{};
  auto* const ipv4 = reinterpret_cast<sockaddr_in*>(&place);
  auto* const ipv6 = reinterpret_cast<sockaddr_in6*>(&place);
  socklen_t size = 0;
  if (::inet_pton(AF_INET, address.c_str(), &ipv4->sin_addr) == 1) {
    ipv4->sin_family = AF_INET;
    ipv4->sin_port = htons(static_cast<std::uint16_t>(port));
    size = sizeof *ipv4;
  } else if (::inet_pton(AF_INET6, address.c_str(), &ipv6->sin6_addr) == 1) {
    ipv6->sin6_family = AF_INET6;
    ipv6->sin6_port = htons(static_cast<std::uint16_t>(port));
    size = sizeof *ipv6;
  } else {
    return fail(Fault::this_machine, ExitCode::bind_failed,
                cat("the page needs an IP address to listen on, not ", address));
  }
  Fd socket(::socket(place.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  if (socket) ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (!socket || ::bind(socket.get(), reinterpret_cast<sockaddr*>(&place), size) != 0 ||
      ::listen(socket.get(), backlog) != 0) {
    return fail_errno(cat("cannot listen for browsers on ", address, " port ", port),
                      ExitCode::bind_failed);
  }
  return socket;
}

int port_of(int socket) {
  sockaddr_storage place{};
  socklen_t size = sizeof place;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&place), &size) != 0) return 0;
  // The port lies at the same place for both families.
  return ntohs(reinterpret_cast<sockaddr_in*>(&place)->sin_port);
}

HttpServer::HttpServer(Fd listener, Fd end, HttpSettings settings)
    : listener_(std::move(listener)), end_(std::move(end)), settings_(std::move(settings)) {}

Result<std::unique_ptr<HttpServer>> HttpServer::start(Fd listener, HttpSettings settings) {
  Fd end(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!end) return fail_errno("cannot make an eventfd");
  std::unique_ptr<HttpServer> server(
      new HttpServer(std::move(listener), std::move(end), std::move(settings)));
  try {
    server->thread_ = std::thread([raw = server.get()] { raw->serve(); });
  } catch (const std::system_error&) {
    return fail(Fault::this_machine, ExitCode::failed, "cannot make a thread for the page");
  }
  return server;
}

HttpServer::~HttpServer() {
  (void)::eventfd_write(end_.get(), 1);
  if (thread_.joinable()) thread_.join();
}

void HttpServer::serve() {
  std::vector<pollfd> fds;
  while (true) {
    fds = {{end_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const Connection& one : connections_) {
      const bool sends = one.step == Connection::Step::answer;
      fds.push_back({one.socket.get(), static_cast<short>(sends ? POLLOUT : POLLIN), 0});
    }
    poll_until(fds.data(), fds.size(), next_deadline());
    if (fds[0].revents != 0) return;
    auto fd = fds.begin() + 2;
    for (Connection& one : connections_) {
      if ((fd++)->revents != 0) work_on(one);
    }
    sweep();
    if (fds[1].revents != 0) accept_all();
  }
}

Deadline HttpServer::next_deadline() const {
  Deadline next = Deadline::never();
  for (const Connection& one : connections_) next = std::min(next, one.deadline);
  return next;
}

void HttpServer::sweep() {
  connections_.remove_if([](const Connection& one) {
    return one.step == Connection::Step::over || one.deadline.passed();
  });
}

void HttpServer::accept_all() {
  while (true) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    Fd socket(::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size,
                        SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket) {
      const bool exhausted = !would_block() && errno != ECONNABORTED;
      if (exhausted) ::poll(nullptr, 0, static_cast<int>(breather.count()));
      return;
    }
    if (!settings_.admits(address)) continue;
    if (connections_.size() >= settings_.most_connections) connections_.pop_front();
    connections_.push_back({std::move(socket), Deadline::after(settings_.longest_request),
                            Connection::Step::request, "", "", 0});
  }
}

void HttpServer::work_on(Connection& connection) {
  if (connection.step == Connection::Step::request) receive(connection);
  if (connection.step == Connection::Step::answer) send(connection);
  if (connection.step == Connection::Step::farewell) see_off(connection);
}

void HttpServer::receive(Connection& connection) {
  char buffer[longest_http_head + 1];
  const std::size_t room = sizeof buffer - connection.received.size();
  const ssize_t got = ::recv(connection.socket.get(), buffer, room, 0);
  if (got < 0 && would_block()) return;
  if (got <= 0) {
    connection.step = Connection::Step::over;
    return;
  }
  connection.received.append(buffer, static_cast<std::size_t>(got));
  if (http_head_length(connection.received) > 0 || connection.received.size() > longest_http_head) {
    answer(connection);
  }
}

void HttpServer::answer(Connection& connection) {
  const std::size_t length = http_head_length(connection.received);
  const auto request = parse_http_request(
      std::string_view(connection.received).substr(0, length > 0 ? length : std::string::npos));
  const HttpAnswer answer = request ? answer_to(*request) : http_error(request.error());
  connection.to_send = http_answer_bytes(answer, request && request->head_only);
  connection.deadline = Deadline::after(settings_.longest_answer);
  connection.step = Connection::Step::answer;
}

HttpAnswer HttpServer::answer_to(const HttpRequest& request) const {
  if (!is_name_of_this_machine(request.host, settings_.names)) {
    return http_error(HttpStatus::misdirected);
  }
  return settings_.answer(request);
}

void HttpServer::send(Connection& connection) {
  const std::string_view rest = std::string_view(connection.to_send).substr(connection.sent);
  const ssize_t sent = ::send(connection.socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
  if (sent < 0) {
    if (!would_block()) connection.step = Connection::Step::over;
    return;
  }
  connection.sent += static_cast<std::size_t>(sent);
  if (connection.sent < connection.to_send.size()) return;
  ::shutdown(connection.socket.get(), SHUT_WR);
  connection.deadline = Deadline::after(longest_farewell);
  connection.step = Connection::Step::farewell;
}

/// Waits for the client's end: closing before would cut off an answer that is still on its way to
/// a client that sent more than a request.
void HttpServer::see_off(Connection& connection) {
  char buffer[4096];
  const ssize_t got = ::recv(connection.socket.get(), buffer, sizeof buffer, 0);
  if (got == 0 || (got < 0 && !would_block())) connection.step = Connection::Step::over;
}

}  // namespace distcc
