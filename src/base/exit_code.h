// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace distcc {

/// Exit statuses of our own programs, beside those of the compiler.
/// Numbers are public: scripts and stock distcc know them (distcc-compat.md 5.10).
enum class ExitCode : int {
  ok = 0,
  failed = 100,
  bad_arguments = 101,
  bind_failed = 102,
  connect_failed = 103,
  compiler_crashed = 104,
  out_of_memory = 105,
  bad_host_specification = 106,
  io_error = 107,
  truncated = 108,
  protocol_error = 109,
  compiler_missing = 110,
  recursion = 111,
  cannot_drop_privileges = 112,
  access_denied = 113,
  busy = 114,
  no_such_file = 115,
  no_hosts = 116,
  gone = 117,
  timed_out = 118,
  authentication_failed = 119,
};

constexpr int to_int(ExitCode code) {
  return static_cast<int>(code);
}

/// True for a status that a server uses to say that it could not run the job (never a compiler's).
constexpr bool is_infrastructure_status(int exit_status) {
  return exit_status >= to_int(ExitCode::failed) && exit_status <= 120;
}

}  // namespace distcc
