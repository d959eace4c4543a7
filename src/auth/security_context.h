// SPDX-License-Identifier: GPL-3.0-or-later
//
// GSS-API: two programs prove to each other who they are, in practice with Kerberos tickets. What
// they say to each other are opaque tokens; this folder makes and judges them, others carry them.
//
// The library is loaded when it is first needed. A client runs ten thousand times a build, mostly
// without this; and a machine that never authenticates need not have it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace distcc {

/// Was this program built with support for it?
bool has_gss();
/// Can it be used now? The error names the package to install.
Result<void> gss_usable();

/// What one side does with a token of the other.
struct HandshakeStep {
  std::string token;             ///< to be sent, unless empty
  bool complete = false;         ///< the other side is who it has to be
  std::optional<Error> failure;  ///< it is not; the token, if any, tells the other side why
};

/// One side of one handshake. Not thread-safe; several can be used at once. All errors have
/// ExitCode::authentication_failed, those of Fault::this_machine lack tickets or the library.
class SecurityContext {
 public:
  SecurityContext(SecurityContext&&) noexcept;
  SecurityContext& operator=(SecurityContext&&) = delete;
  SecurityContext(const SecurityContext&) = delete;
  SecurityContext& operator=(const SecurityContext&) = delete;
  ~SecurityContext();

  /// A client that wants the service `principal` on `host`, or, when that is empty, the host
  /// itself.
  static Result<SecurityContext> initiate(const std::string& principal, const std::string& host);

  /// Takes the other side's token; a client begins with none. It may ask the ticket server, which
  /// is waited for.
  HandshakeStep step(std::string_view token);
  /// On the server, once complete: the client, as "alice@EXAMPLE.ORG".
  [[nodiscard]] const std::string& client_name() const;

 private:
  friend class ServiceCredentials;
  struct State;
  explicit SecurityContext(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What a server proves its own name with. Thread-safe.
class ServiceCredentials {
 public:
  /// `principal` as in DISTCCD_PRINCIPAL: "service@host", or a name as the realm knows it.
  static Result<ServiceCredentials> acquire(const std::string& principal);
  ServiceCredentials(ServiceCredentials&&) noexcept;
  ServiceCredentials& operator=(ServiceCredentials&&) = delete;
  ServiceCredentials(const ServiceCredentials&) = delete;
  ServiceCredentials& operator=(const ServiceCredentials&) = delete;
  ~ServiceCredentials();

  /// The server's side of a handshake. These credentials must outlive it.
  [[nodiscard]] SecurityContext accept() const;

 private:
  struct State;
  explicit ServiceCredentials(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace distcc
