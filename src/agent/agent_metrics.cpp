// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/agent_metrics.h"

#include <array>

#include "web/metrics.h"

namespace distcc {
namespace {

using Type = MetricsText::Type;

void add_jobs(MetricsText& text, const FeedCounters& counters) {
  text.metric("distcc_jobs_total", Type::counter, "Jobs that ended, by their outcome.");
  for (const OutcomeRow& row : outcome_rows()) {
    const auto count = counters.outcomes.find(row.outcome);
    text.sample({{"outcome", row.key}}, count == counters.outcomes.end() ? 0 : count->second);
  }
  text.metric("distcc_host_jobs_total", Type::counter, "Jobs that ended, by where they ran.");
  for (const auto& [host, jobs] : counters.hosts.all()) text.sample({{"host", host}}, jobs);
  text.counter("distcc_failed_jobs_total", "Jobs with an exit status other than 0.",
               counters.failed);
  text.counter("distcc_sent_bytes_total", "Bytes sent to hosts.", counters.sent);
  text.counter("distcc_received_bytes_total", "Bytes received from hosts.", counters.received);
  text.histogram("distcc_job_duration_seconds",
                 "How long jobs took, without their wait for a slot.", counters.durations);
}

void add_present(MetricsText& text, const Present& present) {
  std::array<std::uint64_t, static_cast<std::size_t>(Phase::done) + 1> phases{};
  for (const RunningJob& job : present.running) ++phases[static_cast<std::size_t>(job.task.phase)];
  text.metric("distcc_running_jobs", Type::gauge, "Jobs now, by their phase.");
  for (std::size_t i = 0; i + 1 < phases.size(); ++i) {
    text.sample({{"phase", phase_name(Phase(static_cast<int>(i)))}}, phases[i]);
  }
  text.gauge("distcc_left_out_hosts", "Hosts that failed lately and are left out for now.",
             static_cast<double>(present.left_out.size()));
}

void add_agent(MetricsText& text, const Answerer::Statistics& agent) {
  text.metric("distcc_build_info", Type::gauge, "The version that runs.");
  text.sample({{"version", DISTCC_VERSION}}, std::uint64_t{1});
  text.counter("distcc_agent_answers_total", "Compiles whose files the agent named.",
               agent.answers);
  text.metric("distcc_agent_refusals_total", Type::counter,
              "Compiles that the agent left to the preprocessor, by reason.");
  for (const auto& [key, count] : agent.refusals) {
    text.sample({{"reason", key}}, std::uint64_t{count});
  }
  text.gauge("distcc_agent_scanner_bytes", "Memory that the scanner holds.",
             static_cast<double>(agent.scanner.memory));
  text.gauge("distcc_agent_mirrored_bytes", "Compressed copies of sources that are kept.",
             static_cast<double>(agent.mirror.bytes + agent.packed.bytes));
}

}  // namespace

std::string agent_metrics(const FeedCounters& counters, const Present& present,
                          const Answerer::Statistics& agent) {
  MetricsText text;
  add_jobs(text, counters);
  add_present(text, present);
  add_agent(text, agent);
  return text.text();
}

}  // namespace distcc
