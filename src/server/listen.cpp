// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/listen.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.h"
#include "server/address.h"

namespace distcc {
namespace {

constexpr int backlog = 1024;

using AddressInfo = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

unexpected<Error> bind_failed(std::string what) {
  return fail_errno(std::move(what), ExitCode::bind_failed);
}

void set_option(int socket, int level, int name, int value) {
  ::setsockopt(socket, level, name, &value, sizeof value);
}

Result<Fd> bind_and_listen(const addrinfo& place, const ListenSettings& settings) {
  Fd socket(::socket(place.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return bind_failed("cannot make a socket");
  set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (place.ai_family == AF_INET6) {
    set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, settings.address.empty() ? 0 : 1);
  }
  if (settings.defer_accept) set_option(socket.get(), IPPROTO_TCP, TCP_DEFER_ACCEPT, 1);
  if (::bind(socket.get(), place.ai_addr, place.ai_addrlen) != 0 ||
      ::listen(socket.get(), backlog) != 0) {
    return bind_failed(cat("cannot listen on ",
                           settings.address.empty() ? "all addresses" : settings.address, " port ",
                           settings.port));
  }
  return socket;
}

Result<AddressInfo> look_up(const ListenSettings& settings, const char* address) {
  addrinfo hints{};
  hints.ai_family = DISTCC_WITH_IPV6 ? AF_UNSPEC : AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string port = cat(settings.port);
  const int failure = ::getaddrinfo(address, port.c_str(), &hints, &found);
  if (failure != 0) {
    return fail(Fault::this_machine, ExitCode::bind_failed,
                cat("--listen: ", address, ": ", ::gai_strerror(failure)));
  }
  return AddressInfo(found, &::freeaddrinfo);
}

}  // namespace

Result<Fd> listen_on(const ListenSettings& settings) {
  if (!settings.address.empty()) {
    const auto places = TRY_VALUE(look_up(settings, settings.address.c_str()));
    return bind_and_listen(*places, settings);
  }
  if (DISTCC_WITH_IPV6) {
    const auto both = TRY_VALUE(look_up(settings, "::"));
    auto socket = bind_and_listen(*both, settings);
    if (socket || errno == EADDRINUSE || errno == EACCES) return socket;
  }
  const auto ipv4 = TRY_VALUE(look_up(settings, "0.0.0.0"));
  return bind_and_listen(*ipv4, settings);
}

std::string bound_address(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size);
  return peer_of(storage).text;
}

}  // namespace distcc
