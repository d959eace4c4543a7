// SPDX-License-Identifier: GPL-3.0-or-later
//
// In place of the other files here where programs are built without GSS-API.
#include "auth/security_context.h"

namespace distcc {
namespace {

unexpected<Error> not_built_in() {
  return fail(Fault::this_machine, ExitCode::authentication_failed,
              "this program was built without GSS-API authentication");
}

}  // namespace

struct SecurityContext::State {
  std::string client_name;
};
struct ServiceCredentials::State {};

bool has_gss() {
  return false;
}

Result<void> gss_usable() {
  return not_built_in();
}

SecurityContext::SecurityContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
SecurityContext::SecurityContext(SecurityContext&&) noexcept = default;
SecurityContext::~SecurityContext() = default;

Result<SecurityContext> SecurityContext::initiate(const std::string& /*principal*/,
                                                  const std::string& /*host*/) {
  return not_built_in();
}

HandshakeStep SecurityContext::step(std::string_view /*token*/) {
  return {"", false, Result<void>(not_built_in()).error()};
}

const std::string& SecurityContext::client_name() const {
  return state_->client_name;
}

ServiceCredentials::ServiceCredentials(std::unique_ptr<State> state) : state_(std::move(state)) {}
ServiceCredentials::ServiceCredentials(ServiceCredentials&&) noexcept = default;
ServiceCredentials::~ServiceCredentials() = default;

Result<ServiceCredentials> ServiceCredentials::acquire(const std::string& /*principal*/) {
  return not_built_in();
}

SecurityContext ServiceCredentials::accept() const {
  return SecurityContext(std::make_unique<SecurityContext::State>());
}

}  // namespace distcc
