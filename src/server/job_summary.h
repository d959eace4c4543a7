// SPDX-License-Identifier: GPL-3.0-or-later
//
// How one request ended: the line that people grep for, and what the statistics count
// (distcc-compat.md 6.7).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/process.h"
#include "server/refusal.h"

namespace distcc {

struct JobSummary {
  enum class Result { compile_ok, compile_error, compile_timeout, client_gone, refused };

  std::string client;  ///< as Peer::text
  Result result = Result::refused;
  std::optional<Refusal> refusal;  ///< when refused, or when the client has gone
  WaitStatus status;               ///< of the compiler
  Milliseconds time{0};
  std::string compiler;  ///< as the client named it; empty when no compiler ran
  std::string source;    ///< as the client named it

  /// "COMPILE_OK", "REJ_OVERLOAD" …
  [[nodiscard]] std::string_view result_word() const;
  /// "(dcc_job_summary) client: 10.0.0.1:51234 COMPILE_OK exit:0 sig:0 core:0 ret:0 time:20ms gcc
  /// main.c"
  [[nodiscard]] std::string line() const;
};

}  // namespace distcc
