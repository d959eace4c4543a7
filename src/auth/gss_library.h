// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gssapi/gssapi.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace distcc {

/// The functions of MIT's GSS-API library, loaded while the program runs.
struct GssLibrary {
  decltype(&::gss_import_name) import_name;
  decltype(&::gss_release_name) release_name;
  decltype(&::gss_display_name) display_name;
  decltype(&::gss_acquire_cred) acquire_cred;
  decltype(&::gss_release_cred) release_cred;
  decltype(&::gss_init_sec_context) init_sec_context;
  decltype(&::gss_accept_sec_context) accept_sec_context;
  decltype(&::gss_delete_sec_context) delete_sec_context;
  decltype(&::gss_display_status) display_status;
  decltype(&::gss_release_buffer) release_buffer;

  /// Loads it, at the first call. It stays loaded. The error names the package to install.
  static Result<const GssLibrary*> load();
};

/// An object of the library that is released when it is dropped. `Release` is the member of
/// GssLibrary for that.
template <class Handle, auto Release>
class GssOwned {
 public:
  explicit GssOwned(const GssLibrary& library) : library_(&library) {}
  GssOwned(GssOwned&& other) noexcept
      : library_(other.library_), handle_(std::exchange(other.handle_, {})) {}
  GssOwned& operator=(GssOwned&&) = delete;
  GssOwned(const GssOwned&) = delete;
  GssOwned& operator=(const GssOwned&) = delete;
  ~GssOwned() {
    OM_uint32 minor = 0;
    (library_->*Release)(&minor, &handle_);
  }
  [[nodiscard]] Handle get() const { return handle_; }
  /// Where a function of the library puts it.
  Handle* place() { return &handle_; }

 private:
  const GssLibrary* library_;
  Handle handle_{};
};

using GssName = GssOwned<gss_name_t, &GssLibrary::release_name>;
using GssCredentials = GssOwned<gss_cred_id_t, &GssLibrary::release_cred>;
using GssBuffer = GssOwned<gss_buffer_desc, &GssLibrary::release_buffer>;

enum class GssNameForm {
  service_on_host,  ///< "distcc@build.example.org"
  principal,        ///< "distcc/build.example.org"
};

Result<GssName> import_gss_name(const GssLibrary& library, const std::string& text,
                                GssNameForm form);

/// What the library says about a call that gave `major` and `minor`: one line.
std::string gss_status_text(const GssLibrary& library, OM_uint32 major, OM_uint32 minor);

/// The bytes of `text` as the library takes them; valid while `text` is.
gss_buffer_desc gss_view(std::string_view text);
std::string_view bytes_of(const gss_buffer_desc& buffer);

}  // namespace distcc
