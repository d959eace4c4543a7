// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why a request was not served: one closed list. The same row is the counter, the log line, the
// status in the answer and what tests assert.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/exit_code.h"

namespace distcc {

struct Refusal {
  enum class Kind {
    address_not_allowed,
    authentication_missing,
    authentication_failed,
    authentication_not_offered,
    principal_not_allowed,
    not_distcc,
    pump_mode,
    compression,
    malformed_request,
    request_too_large,
    damaged_text,
    system_file,
    malformed_command,
    bad_compiler_name,
    compiler_not_allowed,
    command_list_unreadable,
    compiler_missing,
    forbidden_option,
    too_busy,
    too_slow,
    disk_full,
    server_trouble,
    client_gone,
    server_ending,
  };

  Kind kind = Kind::server_trouble;
  /// What was refused, and after a semicolon what the administrator can do about it.
  std::string text;
};

/// One row of the list.
struct RefusalRow {
  Refusal::Kind kind;
  std::string_view key;      ///< stable, for counters and tests: "compiler_not_allowed"
  std::string_view summary;  ///< the word in the job summary (distcc-compat.md 6.7)
  ExitCode status;           ///< exit status in the answer
  bool answered;             ///< false: nothing can, or may, be sent to this client
  std::string_view meaning;  ///< what happened, half a sentence for the machine's owner
  std::string_view advice;   ///< what the owner can do about it; may be empty
};

/// All rows, in the order of the enumeration.
std::span<const RefusalRow> refusal_rows();
const RefusalRow& row_of(Refusal::Kind kind);

/// The standard error text of the answer: "distccd[PID] refused (key): text" and a newline.
std::string answer_text(const Refusal& refusal, int pid);

}  // namespace distcc
