// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/socks.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <utility>

#include "base/io.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr char version = 5;
constexpr char no_password = 0;
constexpr char command_connect = 1;
constexpr std::size_t longest_name = 255;

enum Kind : char { ipv4 = 1, by_name = 3, ipv6 = 4 };

unexpected<Error> proxy_fails(std::string_view why) {
  return fail(Fault::that_host, ExitCode::connect_failed, cat("the SOCKS proxy ", why));
}

/// The codes of an answer; 0 is success.
std::string_view meaning_of(unsigned code) {
  constexpr std::array<std::string_view, 9> meanings = {
      "",
      "has a fault",
      "does not allow this host",
      "finds its network unreachable",
      "finds it unreachable or its name unknown",
      "finds that it refuses the connection",
      "gave up waiting for it",
      "does not connect for others",
      "cannot use this kind of address",
  };
  return code < meanings.size() ? meanings[code] : "answers with an unknown code";
}

Result<void> await(const Fd& socket, short event, Deadline deadline) {
  pollfd entry{socket.get(), event, 0};
  if (poll_until(&entry, 1, deadline) == 0) return proxy_fails("did not answer in time");
  return {};
}

Result<void> send_to_proxy(const Fd& socket, std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    TRY(await(socket, POLLOUT, deadline));
    const ssize_t sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (sent < 0) return proxy_fails("closed the connection");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

/// Exactly `size` bytes: what follows them is the host's.
Result<std::string> receive_from_proxy(const Fd& socket, std::size_t size, Deadline deadline) {
  std::string bytes(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    TRY(await(socket, POLLIN, deadline));
    const ssize_t more = ::recv(socket.get(), bytes.data() + got, size - got, 0);
    if (more < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (more <= 0) return proxy_fails("closed the connection");
    got += static_cast<std::size_t>(more);
  }
  return bytes;
}

/// What follows the kind of an address in an answer, its port included.
Result<std::size_t> size_of_address(const Fd& socket, char kind, Deadline deadline) {
  constexpr std::size_t port_size = 2;
  if (kind == ipv4) return sizeof(in_addr) + port_size;
  if (kind == ipv6) return sizeof(in6_addr) + port_size;
  if (kind != by_name) return proxy_fails("answers with an unknown kind of address");
  const std::string length = TRY_VALUE(receive_from_proxy(socket, 1, deadline));
  return static_cast<unsigned char>(length[0]) + port_size;
}

}  // namespace

Result<SocksProxy> parse_socks_proxy(std::string_view text) {
  SocksProxy proxy;
  if (text.starts_with('/')) {
    proxy.socket_path = text;
    return proxy;
  }
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') : text.find(':');
  const std::string_view name = text.substr(bracketed ? 1 : 0, bracketed ? end - 1 : end);
  std::string_view rest = end == text.npos ? "" : text.substr(end + (bracketed ? 1 : 0));
  proxy.host = name;
  if (!rest.empty()) {
    const auto port = rest.starts_with(':') ? parse_integer(rest.substr(1)) : std::nullopt;
    proxy.port = port && *port > 0 && *port < 65536 ? static_cast<int>(*port) : 0;
  }
  if (name.empty() || proxy.port == 0 || (bracketed && end == text.npos)) {
    return fail(
        Fault::that_host, ExitCode::bad_arguments,
        cat("DISTCC_SOCKS_PROXY=", text, " is not valid: it takes /PATH, HOST or HOST:PORT"));
  }
  return proxy;
}

std::string socks_request(const std::string& name, int port) {
  std::string bytes{version, command_connect, 0};
  char address[sizeof(in6_addr)];
  if (::inet_pton(AF_INET, name.c_str(), address) == 1) {
    bytes += static_cast<char>(ipv4);
    bytes.append(address, sizeof(in_addr));
  } else if (::inet_pton(AF_INET6, name.c_str(), address) == 1) {
    bytes += static_cast<char>(ipv6);
    bytes.append(address, sizeof(in6_addr));
  } else {
    bytes += static_cast<char>(by_name);
    bytes += static_cast<char>(name.size());
    bytes += name;
  }
  bytes += static_cast<char>(port >> 8);
  bytes += static_cast<char>(port & 0xff);
  return bytes;
}

Result<void> ask_socks_proxy(const Fd& socket, const std::string& name, int port,
                             Deadline deadline) {
  if (name.size() > longest_name) return proxy_fails("takes no name as long as this host's");
  TRY(send_to_proxy(socket, std::string{version, 1, no_password}, deadline));
  const std::string method = TRY_VALUE(receive_from_proxy(socket, 2, deadline));
  if (method[0] != version) return proxy_fails("does not speak SOCKS5");
  if (method[1] != no_password) return proxy_fails("wants a password");

  TRY(send_to_proxy(socket, socks_request(name, port), deadline));
  const std::string answer = TRY_VALUE(receive_from_proxy(socket, 4, deadline));
  if (answer[0] != version) return proxy_fails("does not speak SOCKS5");
  const auto code = static_cast<unsigned char>(answer[1]);
  if (code != 0) return proxy_fails(std::string(meaning_of(code)));
  const std::size_t size = TRY_VALUE(size_of_address(socket, answer[3], deadline));
  TRY(receive_from_proxy(socket, size, deadline));
  return {};
}

}  // namespace distcc
