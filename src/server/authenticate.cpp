// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/authenticate.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "wire/handshake.h"

namespace distcc {
namespace {

using Kind = Refusal::Kind;

/// A client that takes no bytes for so long is given up.
constexpr Milliseconds patience{10'000};

unexpected<Refusal> not_authenticated(std::string_view text) {
  return unexpected(Refusal{Kind::authentication_failed, std::string(text)});
}

Result<std::string> read_token(Stream& stream, Deadline deadline) {
  HandshakeTokenReader reader;
  char buffer[4096];
  while (!reader.complete()) {
    const std::size_t room = std::min(reader.wanted(), sizeof buffer);
    const std::size_t got = TRY_VALUE(stream.read(buffer, room, deadline));
    if (got == 0) {
      return fail(Fault::that_host, ExitCode::gone,
                  "the client hung up; it may have no ticket, or not believe who this server is");
    }
    TRY(reader.feed({buffer, got}));
  }
  return reader.token();
}

Result<void> exchange_tokens(Stream& stream, SecurityContext& context, Deadline deadline) {
  for (int round = 0; round < most_handshake_tokens; ++round) {
    const std::string received = TRY_VALUE(read_token(stream, deadline));
    const HandshakeStep step = context.step(received);
    if (!step.token.empty()) TRY(stream.write(handshake_frame(step.token), patience));
    if (step.failure) return unexpected(*step.failure);
    if (step.complete) return {};
  }
  return fail(Fault::that_host, ExitCode::authentication_failed, "the handshake does not end");
}

}  // namespace

Result<std::unique_ptr<Authentication>> prepare_authentication(const ServerOptions& options) {
  if (!options.auth.present) return nullptr;
  if (options.principal.empty()) {
    return fail(Fault::this_machine, ExitCode::authentication_failed,
                "--auth needs DISTCCD_PRINCIPAL, the Kerberos name of this server");
  }
  auto credentials = TRY_VALUE(ServiceCredentials::acquire(options.principal));
  auto rules = TRY_VALUE(PrincipalRules::read(options));
  return std::unique_ptr<Authentication>(
      new Authentication{std::move(credentials), CurrentPrincipalRules(std::move(rules))});
}

expected<std::string, Refusal> authenticate(const Authentication& authentication, Stream& stream,
                                            Deadline deadline) {
  char greeting = 0;
  const auto got = stream.read(&greeting, 1, deadline);
  if (!got) return not_authenticated(got.error().text);
  if (*got == 0) return not_authenticated("the client hung up without a word");
  if (greeting != handshake_greeting) {
    stream.put_back(greeting);
    return unexpected(Refusal{
        Kind::authentication_missing,
        "this server wants its clients authenticated; mark it with \",auth\" in the host list"});
  }
  if (const auto sent = stream.write({&handshake_greeting, 1}, patience); !sent) {
    return not_authenticated(sent.error().text);
  }
  SecurityContext context = authentication.credentials.accept();
  if (const auto done = exchange_tokens(stream, context, deadline); !done) {
    return not_authenticated(done.error().text);
  }
  const bool allowed = authentication.rules.get()->allow(context.client_name());
  const char verdict = allowed ? handshake_granted : handshake_denied;
  const auto sent = stream.write({&verdict, 1}, patience);
  if (!allowed) {
    return unexpected(Refusal{
        Kind::principal_not_allowed,
        cat(context.client_name(), " is not served; --blacklist or --whitelist decides that")});
  }
  if (!sent) return not_authenticated(sent.error().text);
  return context.client_name();
}

}  // namespace distcc
