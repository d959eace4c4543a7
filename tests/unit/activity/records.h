// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "wire/job_record.h"

namespace distcc {

/// A job that began and ended so many seconds after some moment.
inline JobRecord job_between(double began, double ended, std::string host = "red/4") {
  JobRecord record;
  record.began = 1'764'000'000'000'000 + static_cast<std::int64_t>(began * 1e6);
  record.lasted = static_cast<std::int64_t>((ended - began) * 1e6);
  record.session = 7;
  record.pid = 100;
  record.file = "a.c";
  record.host = std::move(host);
  if (record.host == "localhost") record.outcome = Outcome::not_a_compile;
  return record;
}

}  // namespace distcc
