// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/job_summary.h"

#include "base/text.h"

namespace distcc {
namespace {

using Result = JobSummary::Result;

int internal_code(const JobSummary& job) {
  switch (job.result) {
    case Result::compile_ok:
    case Result::compile_error:
      return 0;
    case Result::compile_timeout:
      return to_int(ExitCode::timed_out);
    default:
      return job.refusal ? to_int(row_of(job.refusal->kind).status) : to_int(ExitCode::io_error);
  }
}

}  // namespace

std::string_view JobSummary::result_word() const {
  switch (result) {
    case Result::compile_ok:
      return "COMPILE_OK";
    case Result::compile_error:
      return "COMPILE_ERROR";
    case Result::compile_timeout:
      return "COMPILE_TIMEOUT";
    case Result::client_gone:
      return "CLI_DISCONN";
    case Result::refused:
      break;
  }
  return refusal ? row_of(refusal->kind).summary : "OTHER";
}

std::string JobSummary::line() const {
  const bool compiled = result == Result::compile_ok || result == Result::compile_error;
  const int code = status.signalled() ? 0 : status.exit_code();
  std::string text = cat("(dcc_job_summary) client: ", client, " ", result_word(), " exit:", code,
                         " sig:", status.signal_number(), " core:", status.dumped_core() ? 1 : 0,
                         " ret:", internal_code(*this), " time:", time.count(), "ms");
  if (compiled) text += cat(" ", compiler, " ", source);
  return text;
}

}  // namespace distcc
