// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/gss_library.h"

#include <dlfcn.h>

#include <algorithm>

#include "base/text.h"

namespace distcc {
namespace {

constexpr const char* file_name = "libgssapi_krb5.so.2";

template <class Function>
bool find_function(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

unexpected<Error> not_usable(std::string_view why) {
  return fail(Fault::this_machine, ExitCode::authentication_failed,
              cat("GSS-API authentication needs ", file_name,
                  " (package libgssapi-krb5-2, krb5-libs "
                  "or mit-krb5): ",
                  why));
}

Result<GssLibrary> load_once() {
  // From here on it stays loaded: libraries below it do not like to be unloaded.
  void* const file = ::dlopen(file_name, RTLD_NOW | RTLD_LOCAL);
  if (file == nullptr) return not_usable(::dlerror());
  GssLibrary library{};
  const bool all = find_function(file, "gss_import_name", library.import_name) &&
                   find_function(file, "gss_release_name", library.release_name) &&
                   find_function(file, "gss_display_name", library.display_name) &&
                   find_function(file, "gss_acquire_cred", library.acquire_cred) &&
                   find_function(file, "gss_release_cred", library.release_cred) &&
                   find_function(file, "gss_init_sec_context", library.init_sec_context) &&
                   find_function(file, "gss_accept_sec_context", library.accept_sec_context) &&
                   find_function(file, "gss_delete_sec_context", library.delete_sec_context) &&
                   find_function(file, "gss_display_status", library.display_status) &&
                   find_function(file, "gss_release_buffer", library.release_buffer);
  if (!all) return not_usable("it lacks functions");
  return library;
}

std::string status_text_of(const GssLibrary& library, OM_uint32 status, int kind) {
  GssBuffer text(library);
  OM_uint32 minor = 0;
  OM_uint32 more = 0;
  library.display_status(&minor, status, kind, nullptr, &more, text.place());
  return std::string(bytes_of(text.get()));
}

}  // namespace

Result<const GssLibrary*> GssLibrary::load() {
  static const Result<GssLibrary> library = load_once();
  if (!library) return unexpected(library.error());
  return &*library;
}

Result<GssName> import_gss_name(const GssLibrary& library, const std::string& text,
                                GssNameForm form) {
  // 1.2.840.113554.1.2.1.4 and .1, as RFC 2743 numbers the two forms.
  static char service_form[] = "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x04";
  static char user_form[] = "\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x01";
  const bool is_service = form == GssNameForm::service_on_host;
  gss_OID_desc kind{10, is_service ? service_form : user_form};
  gss_buffer_desc bytes = gss_view(text);
  GssName name(library);
  OM_uint32 minor = 0;
  const OM_uint32 major = library.import_name(&minor, &bytes, &kind, name.place());
  if (GSS_ERROR(major)) {
    return fail(Fault::this_machine, ExitCode::authentication_failed,
                cat("GSS-API: ", text, " is no name: ", gss_status_text(library, major, minor)));
  }
  return name;
}

std::string gss_status_text(const GssLibrary& library, OM_uint32 major, OM_uint32 minor) {
  std::string text;
  if (minor != 0) text = status_text_of(library, minor, GSS_C_MECH_CODE);
  if (text.empty()) text = status_text_of(library, major, GSS_C_GSS_CODE);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

gss_buffer_desc gss_view(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};
}

std::string_view bytes_of(const gss_buffer_desc& buffer) {
  return {static_cast<const char*>(buffer.value), buffer.length};
}

}  // namespace distcc
