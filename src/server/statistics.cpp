// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/statistics.h"

#include <chrono>

#include "base/paths.h"

namespace distcc {
namespace {

using JobResult = JobSummary::Result;

std::int64_t bucket_number(Clock::time_point moment) {
  return std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch()) /
         Statistics::bucket_span;
}

/// "10.0.0.1" of "10.0.0.1:51234".
std::string address_of(const std::string& client) {
  return client.substr(0, client.rfind(':'));
}

}  // namespace

Statistics::Running::Running(Statistics& statistics) : statistics_(statistics) {
  const std::lock_guard lock(statistics_.mutex_);
  ++statistics_.counts_.running;
}

Statistics::Running::~Running() {
  const auto now = Clock::now();
  const std::lock_guard lock(statistics_.mutex_);
  --statistics_.counts_.running;
  statistics_.bucket_at(now).busy += std::chrono::duration_cast<Milliseconds>(now - start_);
}

Statistics::Bucket& Statistics::bucket_at(Clock::time_point moment) {
  const std::int64_t number = bucket_number(moment);
  Bucket& bucket = history_[static_cast<std::size_t>(number) % buckets];
  if (bucket.number != number) bucket = Bucket{number, 0, Milliseconds(0)};
  return bucket;
}

Statistics::Window Statistics::window(Clock::time_point now, int minutes) const {
  const std::int64_t last = bucket_number(now);
  const std::int64_t first = last - minutes * (std::chrono::minutes(1) / bucket_span);
  Window window;
  Milliseconds busy{0};
  for (const Bucket& bucket : history_) {
    if (bucket.number <= first || bucket.number > last) continue;
    window.compiles += bucket.compiles;
    busy += bucket.busy;
  }
  window.busy_jobs = static_cast<double>(busy.count()) / (minutes * 60'000.0);
  return window;
}

void Statistics::record_connection() {
  const std::lock_guard lock(mutex_);
  ++counts_.connections;
}

void Statistics::record_denied() {
  const std::lock_guard lock(mutex_);
  ++counts_.refusals[static_cast<std::size_t>(Refusal::Kind::address_not_allowed)];
}

std::uint64_t& Statistics::counter_of(const JobSummary& job) {
  const std::string_view word = job.result_word();
  if (word == "COMPILE_OK") return counts_.compiled;
  if (word == "COMPILE_ERROR") return counts_.compile_errors;
  if (word == "COMPILE_TIMEOUT") return counts_.compile_timeouts;
  if (word == "CLI_DISCONN") return counts_.clients_gone;
  if (word == "REJ_BAD_REQ") return counts_.bad_requests;
  if (word == "REJ_OVERLOAD") return counts_.overloads;
  return counts_.others;
}

void Statistics::record(const JobSummary& job) {
  const std::lock_guard lock(mutex_);
  ++counter_of(job);
  if (job.refusal) ++counts_.refusals[static_cast<std::size_t>(job.refusal->kind)];
  record_for_client(job);
  if (job.compiler.empty()) return;
  counts_.compilers.add(std::string(base_name(job.compiler)));
  counts_.durations.record(static_cast<double>(job.time.count()) / 1000.0);
  ++bucket_at(Clock::now()).compiles;
  if (job.result != JobResult::compile_ok || job.time <= counts_.longest_time) return;
  counts_.longest_time = job.time;
  counts_.longest_source = job.source;
  counts_.longest_compiler = job.compiler;
}

void Statistics::record_for_client(const JobSummary& job) {
  const std::string address = address_of(job.client);
  const bool fits = counts_.clients.size() < most_clients || counts_.clients.contains(address);
  ClientTotals& client = counts_.clients[fits ? address : "other"];
  if (job.compiler.empty()) {
    ++client.refused;
    return;
  }
  ++client.compiled;
  client.time += job.time;
}

std::vector<std::uint64_t> Statistics::history(Clock::time_point now) const {
  const std::int64_t present = bucket_number(now);
  std::vector<std::uint64_t> compiles(buckets);
  const std::lock_guard lock(mutex_);
  for (const Bucket& bucket : history_) {
    const std::int64_t ago = present - bucket.number;
    if (ago < 0 || ago >= static_cast<std::int64_t>(compiles.size())) continue;
    compiles[compiles.size() - 1 - static_cast<std::size_t>(ago)] = bucket.compiles;
  }
  return compiles;
}

Statistics::Counts Statistics::counts(Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  Counts counts = counts_;
  counts.last_1_minute = window(now, 1);
  counts.last_5_minutes = window(now, 5);
  counts.last_15_minutes = window(now, 15);
  return counts;
}

}  // namespace distcc
