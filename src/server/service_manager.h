// SPDX-License-Identifier: GPL-3.0-or-later
//
// The service manager that started this process, as far as it makes itself known: the sockets that
// it passed (LISTEN_FDS), and the socket on which it wants to be told how the service is doing
// (NOTIFY_SOCKET, WATCHDOG_USEC). The protocol is a line of text a datagram, so no library is
// needed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "base/fd.h"

namespace distcc {

/// The listening sockets that were passed to this process (LISTEN_PID, LISTEN_FDS); none when
/// there are none.
std::vector<Fd> sockets_of_service_manager(const Environment& environment);

/// What the service manager is told. Does nothing when there is none, or it does not listen.
class ServiceManager {
 public:
  /// Nobody to tell.
  ServiceManager() = default;
  static ServiceManager of(const Environment& environment);

  /// Clients are served. `status` is one line for the administrator.
  void tell_ready(std::string_view status) const;
  /// Settings are read anew, until the next tell_ready().
  void tell_reloading() const;
  /// No further clients are served.
  void tell_stopping(std::string_view status) const;

  /// Gives a sign of life when one is due. Call it from the loop whose standstill would matter:
  /// without it the watchdog ends this process.
  void give_sign_of_life();
  /// When the next one is due; never without a watchdog.
  [[nodiscard]] Deadline next_sign_of_life() const { return next_sign_; }

 private:
  void tell(std::string_view state) const;

  std::string address_;  ///< the path of a Unix socket; an abstract name begins with '\0'
  Fd socket_;
  Milliseconds between_signs_{0};
  Deadline next_sign_ = Deadline::never();
};

}  // namespace distcc
