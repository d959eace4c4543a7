// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/connect.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "base/io.h"
#include "base/text.h"
#include "transport/agent_call.h"
#include "transport/authenticate.h"
#include "transport/socks.h"

namespace distcc {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Result<Addresses> look_up(const std::string& name, int port_number) {
  addrinfo hints{};
  hints.ai_family = DISTCC_WITH_IPV6 ? AF_UNSPEC : AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  const std::string port = cat(port_number);
  addrinfo* list = nullptr;
  // Numbers first: they need no resolver, which costs files and libraries to start.
  if (::getaddrinfo(name.c_str(), port.c_str(), &hints, &list) == 0) return Addresses(list);
  hints.ai_flags = AI_NUMERICSERV;
  const int error = ::getaddrinfo(name.c_str(), port.c_str(), &hints, &list);
  if (error == 0) return Addresses(list);
  return fail(Fault::that_host, ExitCode::connect_failed,
              cat("failed to resolve host ", name, " port ", port, ": ", gai_strerror(error)));
}

std::string printable(const addrinfo& address) {
  char name[NI_MAXHOST] = "?";
  char port[NI_MAXSERV] = "?";
  ::getnameinfo(address.ai_addr, address.ai_addrlen, name, sizeof name, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
  return cat(name, ":", port);
}

Result<Fd> connect_address(const addrinfo& address, std::chrono::milliseconds timeout) {
  const auto failed = [&](int error) {
    return fail(
        Fault::that_host, ExitCode::connect_failed,
        cat("nonblocking connect to ", printable(address), " failed: ", std::strerror(error)));
  };
  Fd socket(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return failed(errno);
  if (::connect(socket.get(), address.ai_addr, address.ai_addrlen) != 0) {
    if (errno != EINPROGRESS) return failed(errno);
    pollfd entry{socket.get(), POLLOUT, 0};
    if (poll_until(&entry, 1, Deadline::after(timeout)) == 0) {
      return fail(Fault::that_host, ExitCode::connect_failed,
                  cat("timeout while connecting to ", printable(address)));
    }
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return failed(error);
  }
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

/// A socket to the first of the addresses that answers.
Result<Fd> connect_name(const std::string& name, int port, std::chrono::milliseconds timeout) {
  const Addresses addresses = TRY_VALUE(look_up(name, port));
  Result<Fd> socket = fail(Fault::that_host, ExitCode::connect_failed, "no address");
  for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
    socket = connect_address(*address, timeout);
    if (socket) return socket;
  }
  return socket;
}

Result<Fd> connect_proxy(const SocksProxy& proxy, std::chrono::milliseconds timeout) {
  if (proxy.socket_path.empty()) return connect_name(proxy.host, proxy.port, timeout);
  auto socket = connect_to_socket(proxy.socket_path);
  if (!socket) {
    return fail(Fault::that_host, ExitCode::connect_failed,
                cat("no SOCKS proxy at ", proxy.socket_path, ": ", std::strerror(errno)));
  }
  ::fcntl(socket->get(), F_SETFL, O_NONBLOCK);
  return socket;
}

Result<Fd> connect_through(const std::string& proxy_text, const Host& host,
                           std::chrono::milliseconds timeout) {
  const SocksProxy proxy = TRY_VALUE(parse_socks_proxy(proxy_text));
  Fd socket = TRY_VALUE(connect_proxy(proxy, timeout));
  TRY(ask_socks_proxy(socket, host.name, host.port, Deadline::after(timeout)));
  return socket;
}

Result<Connection> connect_tcp(const Host& host, const ConnectSettings& settings) {
  Fd socket =
      TRY_VALUE(settings.socks_proxy.empty()
                    ? connect_name(host.name, host.port, settings.connect_timeout)
                    : connect_through(settings.socks_proxy, host, settings.connect_timeout));
  std::string name = host.auth_name;
  if (host.auth && name.empty()) {
    // What a proxy leads to has no address here.
    name = settings.socks_proxy.empty() ? TRY_VALUE(name_of_peer(socket.get())) : host.name;
  }
  Connection connection(std::move(socket), host.definition, settings.io_timeout);
  if (host.auth) TRY(authenticate(connection, settings.principal, name));
  return connection;
}

Result<Connection> connect_ssh(const Host& host, const ConnectSettings& settings) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return fail_errno("cannot make a socket pair");
  }
  Fd ours(ends[0]);
  Fd theirs(ends[1]);
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  // What ssh has to say is part of our one line when the job fails, and no noise when it works.
  Pipe says = TRY_VALUE(make_pipe());
  ::fcntl(says.read_end.get(), F_SETFL, O_NONBLOCK);
  const auto shared =
      shared_ssh_options(settings.ssh_sharing, split_words(settings.ssh), host, settings.slot);
  ChildSettings child;
  child.words = ssh_command(host, settings.ssh, shared);
  child.stdin_fd = theirs.get();
  child.stdout_fd = theirs.get();
  child.stderr_fd = says.write_end.get();
  auto carrier = Child::start(child);
  if (!carrier) {
    return fail(Fault::that_host, ExitCode::connect_failed, std::move(carrier).error().text);
  }
  Connection connection(std::move(ours), host.definition, settings.io_timeout, std::move(*carrier),
                        std::move(says.read_end));
  if (host.auth) {
    const std::string& name = host.auth_name.empty() ? host.name : host.auth_name;
    TRY(authenticate(connection, settings.principal, name));
  }
  return connection;
}

}  // namespace

std::vector<std::string> ssh_command(const Host& host, const std::string& ssh,
                                     const std::vector<std::string>& more_options) {
  std::vector<std::string> words = split_words(ssh);
  words.insert(words.end(), more_options.begin(), more_options.end());
  if (!host.user.empty()) words.insert(words.end(), {"-l", host.user});
  words.insert(words.end(),
               {host.name, host.remote_command.empty() ? "distccd" : host.remote_command, "--inetd",
                "--enable-tcp-insecure"});
  return words;
}

Result<Connection> connect_to(const Host& host, const ConnectSettings& settings) {
  return host.way == Host::Way::ssh ? connect_ssh(host, settings) : connect_tcp(host, settings);
}

}  // namespace distcc
