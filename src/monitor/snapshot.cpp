// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/snapshot.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/json.h"

namespace distcc {
namespace {

constexpr double microseconds = 1e6;
constexpr std::string_view here = "localhost";

/// Puts hosts together by name, in the order in which the names turn up.
class Table {
 public:
  HostNow& row(std::string_view name) {
    const auto [found, is_new] = index_.try_emplace(std::string(name), rows_.size());
    if (is_new) rows_.push_back({std::string(name), 0, HostState::unlisted, {}, 0, 0});
    return rows_[found->second];
  }
  std::vector<HostNow> take() { return std::move(rows_); }

 private:
  std::map<std::string, std::size_t> index_;
  std::vector<HostNow> rows_;
};

HostState state_of(const ListedHost& listed) {
  if (!listed.host.usable()) return HostState::down;
  return listed.backed_off ? HostState::backed_off : HostState::usable;
}

/// Of several entries with one name, a usable one makes the host usable.
void add_entry(Table& table, const ListedHost& listed) {
  HostNow& host = table.row(listed.host.name);
  const bool is_first = host.state == HostState::unlisted;
  host.state = is_first ? state_of(listed) : std::max(host.state, state_of(listed));
  if (listed.host.usable()) host.slots += listed.host.slots;
}

/// A client that has not got a slot yet writes "localhost", or nothing, for want of a host.
bool is_waiting(const TaskState& task) {
  return task.host.empty() || task.phase == Phase::blocked ||
         (task.phase == Phase::startup && task.host == here);
}

std::string name_in_list(const std::string& definition) {
  const auto host = parse_host(definition);
  return host ? host->name : definition;
}

void add_job_json(JsonWriter& json, const RunningJob& job) {
  json.begin_object()
      .member("pid", job.task.pid)
      .member("file", job.task.file)
      .member("phase", phase_name(job.task.phase))
      .member("slot", job.task.slot);
  if (job.seconds) json.member("seconds", *job.seconds);
  json.end_object();
}

void add_host_json(JsonWriter& json, const HostNow& host) {
  json.begin_object()
      .member("name", host.name)
      .member("state", host_state_name(host.state))
      .member("slots", host.slots)
      .member("ended", host.done)
      .member("busy_seconds", static_cast<double>(host.busy) / microseconds)
      .key("jobs")
      .begin_array();
  for (const RunningJob& job : host.jobs) add_job_json(json, job);
  json.end_array().end_object();
}

void add_build_json(JsonWriter& json, const Snapshot& snapshot) {
  json.key("build").begin_object();
  json.member("name", snapshot.build)
      .member("seconds", snapshot.build_seconds)
      .member("jobs", snapshot.totals.jobs)
      .member("failed", snapshot.totals.failed)
      .member("jobs_per_second", snapshot.rate)
      .key("outcomes")
      .begin_object();
  for (const auto& [outcome, count] : snapshot.totals.by_outcome) {
    json.member(row_of(outcome).key, count);
  }
  json.end_object().end_object();
}

}  // namespace

std::string_view host_state_name(HostState state) {
  switch (state) {
    case HostState::down:
      return "down";
    case HostState::backed_off:
      return "backed off";
    case HostState::usable:
      return "usable";
    case HostState::unlisted:
      break;
  }
  return "unlisted";
}

std::size_t HostNow::width() const {
  return std::max(static_cast<std::size_t>(std::max<std::int64_t>(slots, 0)), jobs.size());
}

std::size_t Snapshot::running() const {
  std::size_t count = 0;
  for (const HostNow& host : hosts) count += host.jobs.size();
  return count;
}

std::int64_t Snapshot::slots() const {
  std::int64_t count = 0;
  for (const HostNow& host : hosts) count += host.slots;
  return count;
}

Snapshot assemble(Findings findings) {
  Snapshot snapshot;
  snapshot.directory = std::move(findings.directory);
  snapshot.at = findings.at;
  snapshot.trouble = std::move(findings.trouble);
  Table table;
  for (const ListedHost& listed : findings.hosts) add_entry(table, listed);
  for (RunningJob& job : findings.jobs) {
    auto& place = is_waiting(job.task) ? snapshot.waiting : table.row(job.task.host).jobs;
    place.push_back(std::move(job));
  }
  for (const auto& [definition, of_host] : findings.totals.by_host) {
    HostNow& host = table.row(name_in_list(definition));
    host.done += of_host.jobs;
    host.busy += of_host.busy;
  }
  snapshot.hosts = table.take();
  for (HostNow& host : snapshot.hosts) {
    if (host.name == here) host.slots = std::max<std::int64_t>(host.slots, findings.local_slots);
  }
  if (findings.build != nullptr) {
    const Build& build = *findings.build;
    const bool is_over = build.ended + longest_pause < findings.at && snapshot.running() == 0;
    snapshot.build = build.name;
    snapshot.build_seconds =
        static_cast<double>((is_over ? build.ended : findings.at) - build.began) / microseconds;
    snapshot.rate = recent_rate(build, findings.at);
  }
  snapshot.totals = std::move(findings.totals);
  return snapshot;
}

double recent_rate(const Build& build, std::int64_t now) {
  constexpr std::int64_t window = 10'000'000;
  constexpr std::int64_t shortest = 1'000'000;
  const std::int64_t from = std::max(now - window, build.began);
  const auto first_recent = std::find_if(build.jobs.rbegin(), build.jobs.rend(),
                                         [&](const JobRecord& job) { return job.ended() < from; });
  const auto count = std::distance(build.jobs.rbegin(), first_recent);
  const auto seconds = static_cast<double>(std::max(now - from, shortest)) / microseconds;
  return static_cast<double>(count) / seconds;
}

std::string snapshot_json(const Snapshot& snapshot) {
  JsonWriter json;
  json.begin_object()
      .member("directory", snapshot.directory)
      .member("at", static_cast<double>(snapshot.at) / microseconds);
  if (!snapshot.trouble.empty()) json.member("trouble", snapshot.trouble);
  json.key("hosts").begin_array();
  for (const HostNow& host : snapshot.hosts) add_host_json(json, host);
  json.end_array().key("waiting").begin_array();
  for (const RunningJob& job : snapshot.waiting) add_job_json(json, job);
  json.end_array();
  if (!snapshot.build.empty()) add_build_json(json, snapshot);
  json.end_object();
  return json.text();
}

}  // namespace distcc
