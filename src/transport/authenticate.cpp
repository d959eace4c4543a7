// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/authenticate.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "auth/security_context.h"
#include "base/text.h"
#include "wire/handshake.h"

namespace distcc {
namespace {

unexpected<Error> not_authenticated(std::string text, ExitCode code) {
  return fail(Fault::that_host, code, std::move(text));
}

/// Up to `room` bytes; at the end of the stream the error `ended`.
Result<std::size_t> receive_by(Connection& connection, Deadline deadline, char* buffer,
                               std::size_t room, std::string_view ended) {
  if (!connection.readable_by(deadline)) {
    return not_authenticated(
        "no answer to the authentication; its distccd may run without --auth, "
        "or be overloaded",
        ExitCode::timed_out);
  }
  auto got = connection.receive(buffer, room);
  if (!got || *got == 0) {
    return not_authenticated(std::string(ended), ExitCode::authentication_failed);
  }
  return got;
}

Result<void> greet(Connection& connection, Milliseconds patience) {
  TRY(connection.send({&handshake_greeting, 1}));
  char answer = 0;
  TRY(receive_by(connection, Deadline::after(patience), &answer, 1,
                 "it hung up on the authentication; its distccd may run without --auth"));
  if (answer == handshake_greeting) return {};
  return not_authenticated(
      "its answer to the authentication is none; its distccd may run without --auth",
      ExitCode::authentication_failed);
}

Result<std::string> receive_token(Connection& connection, Deadline deadline) {
  HandshakeTokenReader reader;
  char buffer[4096];
  while (!reader.complete()) {
    const std::size_t got =
        TRY_VALUE(receive_by(connection, deadline, buffer, std::min(reader.wanted(), sizeof buffer),
                             "it hung up during the authentication; its log tells why"));
    auto fed = reader.feed({buffer, got});
    if (!fed) return not_authenticated(fed.error().text, ExitCode::authentication_failed);
  }
  return reader.token();
}

Result<void> exchange_tokens(Connection& connection, SecurityContext& context,
                             Milliseconds patience) {
  std::string received;
  for (int round = 0; round < most_handshake_tokens; ++round) {
    const HandshakeStep step = context.step(received);
    if (!step.token.empty()) TRY(connection.send(handshake_frame(step.token)));
    if (step.failure) return unexpected(*step.failure);
    if (step.complete) return {};
    received = TRY_VALUE(receive_token(connection, Deadline::after(patience)));
  }
  return not_authenticated("the authentication does not end", ExitCode::authentication_failed);
}

}  // namespace

Result<std::string> name_of_peer(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  char name[NI_MAXHOST] = "";
  char number[NI_MAXHOST] = "?";
  if (::getpeername(socket, generic, &size) != 0) return fail_errno("cannot tell the peer");
  const int error =
      ::getnameinfo(generic, size, name, sizeof name, nullptr, 0, NI_NAMEREQD | NI_NUMERICSERV);
  if (error == 0) return std::string(name);
  ::getnameinfo(generic, size, number, sizeof number, nullptr, 0, NI_NUMERICHOST | NI_NUMERICSERV);
  return not_authenticated(cat("the address ", number, " has no name (", gai_strerror(error),
                               "); write ,auth=NAME in the host list"),
                           ExitCode::authentication_failed);
}

Result<void> authenticate(Connection& connection, const std::string& principal,
                          const std::string& host_name, const HandshakePatience& patience) {
  auto context = TRY_VALUE(SecurityContext::initiate(principal, host_name));
  TRY(greet(connection, patience.greeting));
  TRY(exchange_tokens(connection, context, patience.token));
  char verdict = 0;
  TRY(receive_by(connection, Deadline::after(patience.token), &verdict, 1,
                 "it hung up after the authentication; its log tells why"));
  if (verdict == handshake_granted) return {};
  return not_authenticated(
      "it knows this user and lets it compile nothing: its --blacklist or "
      "--whitelist decides",
      ExitCode::access_denied);
}

}  // namespace distcc
