// SPDX-License-Identifier: GPL-3.0-or-later
//
// The trace event format wants events of one thread to nest. A slot holds one job at a time, so
// what a job does on a slot is an event of that slot's thread. What it does without one (starting,
// waiting, reading the host list) overlaps with other jobs: those parts go to rows of a process of
// their own, each to the first row that is free.
#include "activity/trace.h"

#include <map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr int waiting_process = 1;
constexpr std::string_view waiting_name = "without a slot";

/// One stretch of a job on one row.
struct Stretch {
  int process = 0;
  int thread = 0;
  std::int64_t from = 0;  ///< µs since 1970
  std::int64_t to = 0;
};

bool has_slot(Phase phase) {
  return phase != Phase::startup && phase != Phase::blocked;
}

class Trace {
 public:
  explicit Trace(const Build& build) : build_(build) {
    json_.begin_object().member("displayTimeUnit", "ms").key("traceEvents").begin_array();
  }

  std::string write() {
    for (const JobRecord& job : build_.jobs) add_job(job);
    add_names();
    json_.end_array().end_object();
    return json_.text() + '\n';
  }

 private:
  void add_job(const JobRecord& job);
  void add_event(std::string_view name, std::string_view category, const Stretch& stretch);
  void add_names();
  void add_name(std::string_view kind, int process, int thread, std::string_view name);
  int process_of(const std::string& host);
  Stretch stretch_of(const JobSpan& span, std::int64_t from, std::int64_t to);
  int free_waiting_row(std::int64_t from, std::int64_t to);

  const Build& build_;
  JsonWriter json_;
  std::map<std::string, int> processes_;
  std::map<std::pair<int, int>, std::int64_t> rows_;  ///< process and thread: busy until
};

int Trace::process_of(const std::string& host) {
  return processes_.try_emplace(host, waiting_process + 1 + static_cast<int>(processes_.size()))
      .first->second;
}

int Trace::free_waiting_row(std::int64_t from, std::int64_t to) {
  int row = 0;
  while (rows_[{waiting_process, row}] > from) ++row;
  rows_[{waiting_process, row}] = to;
  return row;
}

Stretch Trace::stretch_of(const JobSpan& span, std::int64_t from, std::int64_t to) {
  if (!has_slot(span.phase)) return {waiting_process, free_waiting_row(from, to), from, to};
  const int process = process_of(span.host);
  rows_[{process, span.slot}] = to;
  return {process, span.slot, from, to};
}

void Trace::add_event(std::string_view name, std::string_view category, const Stretch& stretch) {
  json_.begin_object().member("name", name).member("cat", category).member("ph", "X");
  json_.member("ts", stretch.from - build_.began).member("dur", stretch.to - stretch.from);
  json_.member("pid", stretch.process).member("tid", stretch.thread);
}

/// The phases of a job, and above those on one slot an event with the job's name.
void Trace::add_job(const JobRecord& job) {
  std::vector<std::pair<Stretch, Phase>> stretches;
  for (std::size_t i = 0; i < job.spans.size(); ++i) {
    const JobSpan& span = job.spans[i];
    const std::int64_t from = job.began + span.from;
    const bool last = i + 1 == job.spans.size();
    const std::int64_t to = last ? job.ended() : job.began + job.spans[i + 1].from;
    if (to <= from) continue;
    stretches.emplace_back(stretch_of(span, from, to), span.phase);
  }
  for (std::size_t i = 0; i < stretches.size();) {
    Stretch whole = stretches[i].first;
    std::size_t end = i + 1;
    while (end < stretches.size() && stretches[end].first.process == whole.process &&
           stretches[end].first.thread == whole.thread) {
      whole.to = stretches[end++].first.to;
    }
    add_event(job.file, "job", whole);
    json_.key("args").begin_object().member("outcome", row_of(job.outcome).key);
    json_.member("subject", job.subject).member("host", job.host).member("pid", job.pid);
    json_.member("exit", job.exit_code).member("bytes sent", job.sent);
    json_.member("bytes received", job.received).end_object().end_object();
    for (; i < end; ++i) {
      add_event(phase_name(stretches[i].second), "phase", stretches[i].first);
      json_.end_object();
    }
  }
}

void Trace::add_name(std::string_view kind, int process, int thread, std::string_view name) {
  json_.begin_object().member("name", kind).member("ph", "M").member("pid", process);
  json_.member("tid", thread).key("args").begin_object().member("name", name).end_object();
  json_.end_object();
}

void Trace::add_names() {
  add_name("process_name", waiting_process, 0, waiting_name);
  for (const auto& [host, process] : processes_) add_name("process_name", process, 0, host);
  for (const auto& [row, until] : rows_) {
    const auto& [process, thread] = row;
    add_name("thread_name", process, thread,
             process == waiting_process ? "waiting" : cat("slot ", thread));
  }
}

}  // namespace

std::string trace_of(const Build& build) {
  return Trace(build).write();
}

}  // namespace distcc
