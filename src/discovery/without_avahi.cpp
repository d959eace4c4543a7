// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a build without libavahi-client says.
#include "discovery/announcer.h"
#include "discovery/browser.h"

namespace distcc {

// The one with the library keeps what it is given.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
Result<std::unique_ptr<Announcer>> Announcer::start(Announcement, Reach) {
  return fail(Fault::this_machine, ExitCode::failed,
              "this build has no Zeroconf (libavahi-client was missing)");
}

Result<std::unique_ptr<Browser>> Browser::start(const std::string&, const std::string&) {
  return fail(Fault::this_machine, ExitCode::failed,
              "+zeroconf: this build has no Zeroconf (libavahi-client was missing)");
}

}  // namespace distcc
