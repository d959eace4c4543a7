// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "base/text.h"
#include "monitor/snapshot.h"

namespace distcc {

inline RunningJob job_on(const std::string& host, int slot, Phase phase, const std::string& file,
                         double seconds = 1) {
  return {{4000 + slot, file, host, slot, phase}, seconds};
}

inline ListedHost listed(const std::string& definition, bool backed_off = false) {
  return {*parse_host(definition), backed_off};
}

/// A job of a build that began 10 s after 1970 and ended `at` seconds after.
inline JobRecord ended_job(double at, Outcome outcome, const std::string& host) {
  JobRecord record;
  record.began = static_cast<std::int64_t>((at - 0.5) * 1e6);
  record.lasted = 500'000;
  record.session = 7;
  record.outcome = outcome;
  record.host = host;
  record.spans = {{Phase::compile, 0, 0, host}};
  return record;
}

/// So many hosts with 8 slots each; every third has three jobs, the last one all slots busy.
inline Snapshot many_hosts(int count) {
  Findings findings;
  findings.directory = "/home/user/.distcc";
  findings.at = 30'000'000;
  for (int i = 0; i < count; ++i) {
    const std::string name = cat("node-", i, ".build.example");
    findings.hosts.push_back(listed(cat(name, "/8")));
    const int jobs = i == count - 1 ? 8 : i % 3 == 0 ? 3 : 0;
    for (int slot = 0; slot < jobs; ++slot) {
      findings.jobs.push_back(job_on(name, slot, slot == 0 ? Phase::send : Phase::compile,
                                     cat("unit", i, "_", slot, ".cpp"), i + 0.5));
    }
  }
  return assemble(std::move(findings));
}

}  // namespace distcc
