// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a server says of itself on the network (distcc-compat.md 6.9): TXT records that stock
// clients know, and one more, "offers", which they pass over. A client looks only for servers whose
// cc is of its own version and machine: these two are in the service's subtype.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace distcc {

constexpr const char* service_type = "_distcc._tcp";

/// What `cc -dumpversion` and `cc -dumpmachine` say. Both empty: unknown.
struct CompilerIdentity {
  std::string version;
  std::string machine;
  [[nodiscard]] bool known() const { return !version.empty() && !machine.empty(); }
};

struct Announcement {
  int cpus = 1;
  int jobs = 1;
  bool pump = false;  ///< it takes ",cpp" jobs; every server of ours takes ",lzo"
  CompilerIdentity compiler;
};

/// "key=value" each.
std::vector<std::string> txt_records(const Announcement& announcement);

/// What a client makes of the TXT records of a server; they come from anybody.
struct Offer {
  int slots = 4;
  bool lzo = false;
  bool cpp = false;
};
Offer read_offer(const std::vector<std::string>& records);

/// "_x86-64-linux-gnu--12._sub._distcc._tcp"; empty when the compiler is unknown or its name too
/// long for a label of DNS.
std::string service_subtype(const CompilerIdentity& compiler);

/// "distcc@HOST", cut to what a label of DNS holds.
std::string service_name(std::string_view host_name);

}  // namespace distcc
