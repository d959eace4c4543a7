// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/security_context.h"

#include <utility>

#include "auth/gss_library.h"
#include "base/text.h"

namespace distcc {
namespace {

/// Both sides insist on these: each is sure of the other, and nothing can be played back.
constexpr OM_uint32 insisted_on = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG;

/// How Kerberos calls "ticket expired" (KRB5KRB_AP_ERR_TKT_EXPIRED), which GSS-API leaves general.
constexpr OM_uint32 kerberos_ticket_expired = static_cast<OM_uint32>(-1765328352);

bool is_lack_of_tickets(OM_uint32 major, OM_uint32 minor) {
  const OM_uint32 error = GSS_ROUTINE_ERROR(major);
  return error == GSS_S_NO_CRED || error == GSS_S_CREDENTIALS_EXPIRED ||
         minor == kerberos_ticket_expired;
}

Error error_of(Fault fault, std::string text) {
  return {fault, ExitCode::authentication_failed, std::move(text)};
}

}  // namespace

struct ServiceCredentials::State {
  const GssLibrary& library;
  GssCredentials credentials;
};

struct SecurityContext::State {
  /// A client's, which wants `wanted`.
  State(const GssLibrary& used, GssName wanted, std::string wanted_text)
      : library(used), target(std::move(wanted)), target_text(std::move(wanted_text)) {}
  /// A server's.
  State(const GssLibrary& used, gss_cred_id_t own)
      : library(used), credentials(own), target(used) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    OM_uint32 minor = 0;
    library.delete_sec_context(&minor, &context, nullptr);
  }

  HandshakeStep judge(OM_uint32 major, OM_uint32 minor, const GssBuffer& output, OM_uint32 flags);
  HandshakeStep initiate_step(gss_buffer_desc input);
  HandshakeStep accept_step(gss_buffer_desc input);

  const GssLibrary& library;
  gss_cred_id_t credentials = nullptr;  ///< on the server
  GssName target;                       ///< on the client
  std::string target_text;
  std::string client_name;
  gss_ctx_id_t context = nullptr;
};

HandshakeStep SecurityContext::State::judge(OM_uint32 major, OM_uint32 minor,
                                            const GssBuffer& output, OM_uint32 flags) {
  HandshakeStep step{std::string(bytes_of(output.get())), false, std::nullopt};
  if (GSS_ERROR(major)) {
    std::string text = cat("GSS-API: ", gss_status_text(library, major, minor));
    if (!target_text.empty()) text += cat(" (for ", target_text, ")");
    const bool ours = credentials == nullptr && is_lack_of_tickets(major, minor);
    if (ours) text += "; kinit fetches a ticket";
    step.failure = error_of(ours ? Fault::this_machine : Fault::that_host, std::move(text));
  } else if (major == GSS_S_COMPLETE && (flags & insisted_on) != insisted_on) {
    step.failure =
        error_of(Fault::that_host, "GSS-API: the two sides do not protect each other from replay");
  } else {
    step.complete = major == GSS_S_COMPLETE;
  }
  return step;
}

HandshakeStep SecurityContext::State::initiate_step(gss_buffer_desc input) {
  GssBuffer output(library);
  OM_uint32 minor = 0;
  OM_uint32 flags = 0;
  const OM_uint32 major =
      library.init_sec_context(&minor, nullptr, &context, target.get(), nullptr, insisted_on, 0,
                               nullptr, &input, nullptr, output.place(), &flags, nullptr);
  return judge(major, minor, output, flags);
}

HandshakeStep SecurityContext::State::accept_step(gss_buffer_desc input) {
  GssBuffer output(library);
  GssName client(library);
  OM_uint32 minor = 0;
  OM_uint32 flags = 0;
  const OM_uint32 major =
      library.accept_sec_context(&minor, &context, credentials, &input, nullptr, client.place(),
                                 nullptr, output.place(), &flags, nullptr, nullptr);
  HandshakeStep step = judge(major, minor, output, flags);
  if (step.complete) {
    GssBuffer text(library);
    if (GSS_ERROR(library.display_name(&minor, client.get(), text.place(), nullptr))) {
      return {"", false, error_of(Fault::that_host, "GSS-API: the client has no name")};
    }
    client_name = bytes_of(text.get());
  }
  return step;
}

bool has_gss() {
  return true;
}

Result<void> gss_usable() {
  TRY(GssLibrary::load());
  return {};
}

SecurityContext::SecurityContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
SecurityContext::SecurityContext(SecurityContext&&) noexcept = default;
SecurityContext::~SecurityContext() = default;

Result<SecurityContext> SecurityContext::initiate(const std::string& principal,
                                                  const std::string& host) {
  const GssLibrary& library = *TRY_VALUE(GssLibrary::load());
  const bool is_service = !principal.empty();
  const std::string target = is_service ? cat(principal, "@", host) : cat("host/", host);
  GssName name = TRY_VALUE(import_gss_name(
      library, target, is_service ? GssNameForm::service_on_host : GssNameForm::principal));
  return SecurityContext(std::make_unique<State>(library, std::move(name), target));
}

HandshakeStep SecurityContext::step(std::string_view token) {
  return state_->credentials == nullptr ? state_->initiate_step(gss_view(token))
                                        : state_->accept_step(gss_view(token));
}

const std::string& SecurityContext::client_name() const {
  return state_->client_name;
}

ServiceCredentials::ServiceCredentials(std::unique_ptr<State> state) : state_(std::move(state)) {}
ServiceCredentials::ServiceCredentials(ServiceCredentials&&) noexcept = default;
ServiceCredentials::~ServiceCredentials() = default;

Result<ServiceCredentials> ServiceCredentials::acquire(const std::string& principal) {
  const GssLibrary& library = *TRY_VALUE(GssLibrary::load());
  const bool is_service = principal.find('@') != std::string::npos;
  const GssName name = TRY_VALUE(import_gss_name(
      library, principal, is_service ? GssNameForm::service_on_host : GssNameForm::principal));
  auto state = std::make_unique<State>(State{library, GssCredentials(library)});
  OM_uint32 minor = 0;
  const OM_uint32 major =
      library.acquire_cred(&minor, name.get(), GSS_C_INDEFINITE, nullptr, GSS_C_ACCEPT,
                           state->credentials.place(), nullptr, nullptr);
  if (GSS_ERROR(major)) {
    return fail(Fault::this_machine, ExitCode::authentication_failed,
                cat("no credentials for ", principal, ": ", gss_status_text(library, major, minor),
                    "; KRB5_KTNAME names the keytab"));
  }
  return ServiceCredentials(std::move(state));
}

SecurityContext ServiceCredentials::accept() const {
  return SecurityContext(
      std::make_unique<SecurityContext::State>(state_->library, state_->credentials.get()));
}

}  // namespace distcc
