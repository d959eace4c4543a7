// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/server_facts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "web/metrics.h"

namespace distcc {
namespace {

constexpr std::size_t most_shown_requests = 500;

std::string_view word_of(Stage stage) {
  static constexpr std::array<std::string_view, 4> words = {"receiving", "waiting", "compiling",
                                                            "answering"};
  return words[static_cast<std::size_t>(stage)];
}

std::int64_t unix_milliseconds(std::chrono::system_clock::time_point moment) {
  return std::chrono::duration_cast<Milliseconds>(moment.time_since_epoch()).count();
}

std::array<std::size_t, 4> count_stages(const std::vector<LiveRequest>& requests) {
  std::array<std::size_t, 4> counts{};
  for (const LiveRequest& one : requests) ++counts[static_cast<std::size_t>(one.stage)];
  return counts;
}

using NamedCount = std::pair<std::string_view, std::uint64_t>;

/// How requests ended, but for refusals, which are counted by their reason.
std::array<NamedCount, 4> results_of(const Statistics::Counts& counts) {
  return {{{"compile_ok", counts.compiled},
           {"compile_error", counts.compile_errors},
           {"compile_timeout", counts.compile_timeouts},
           {"client_gone", counts.clients_gone}}};
}

void add_requests(JsonWriter& json, const std::vector<LiveRequest>& requests) {
  const auto stages = count_stages(requests);
  json.key("stages").begin_object();
  for (std::size_t i = 0; i < stages.size(); ++i) json.member(word_of(Stage(i)), stages[i]);
  json.end_object().key("requests").begin_array();
  const std::size_t shown = std::min(requests.size(), most_shown_requests);
  for (std::size_t i = 0; i < shown; ++i) {
    const LiveRequest& one = requests[i];
    json.begin_object().member("client", one.client).member("compiler", one.compiler);
    json.member("stage", word_of(one.stage)).member("age", one.age.count());
    json.member("stage_age", one.stage_age.count()).end_object();
  }
  json.end_array();
}

void add_machine(JsonWriter& json, const MachineState& machine) {
  json.key("machine").begin_object().key("load").begin_array();
  for (const double load : machine.load) json.value(load);
  json.end_array().member("free_space_mb", machine.free_space_mb);
  json.member("free_memory_mb", machine.free_memory_mb).end_object();
}

void add_history(JsonWriter& json, const std::vector<std::uint64_t>& history) {
  json.member("stretch_seconds", Statistics::bucket_span.count()).key("history").begin_array();
  for (const std::uint64_t compiles : history) json.value(compiles);
  json.end_array();
}

void add_clients(JsonWriter& json, const Statistics::Counts& counts) {
  json.key("clients").begin_array();
  for (const auto& [address, client] : counts.clients) {
    json.begin_object().member("address", address).member("compiled", client.compiled);
    json.member("refused", client.refused).member("time", client.time.count()).end_object();
  }
  json.end_array().key("compilers").begin_array();
  for (const auto& [name, jobs] : counts.compilers.all()) {
    json.begin_object().member("name", name).member("jobs", jobs).end_object();
  }
  json.end_array();
}

/// Reasons that have occurred, with what the owner can do about them.
void add_refusals(JsonWriter& json, const Statistics::Counts& counts) {
  json.key("refusals").begin_array();
  for (const RefusalRow& row : refusal_rows()) {
    const std::uint64_t count = counts.refusals[static_cast<std::size_t>(row.kind)];
    if (count == 0) continue;
    json.begin_object().member("key", row.key).member("count", count);
    json.member("meaning", row.meaning).member("advice", row.advice).end_object();
  }
  json.end_array();
}

void add_requests(MetricsText& text, const ServerFacts& facts) {
  const auto stages = count_stages(facts.requests);
  text.metric("distccd_requests", MetricsText::Type::gauge, "Requests now, by how far they are.");
  for (std::size_t i = 0; i < stages.size(); ++i) {
    text.sample({{"stage", word_of(Stage(i))}}, std::uint64_t{stages[i]});
  }
  text.gauge("distccd_job_slots", "Compilers that may run at once.", facts.jobs);
  text.gauge("distccd_queue_places", "Requests that may wait for a slot.", facts.queue);
}

void add_counters(MetricsText& text, const Statistics::Counts& counts) {
  using Type = MetricsText::Type;
  text.counter("distccd_connections_total", "Connections that were accepted.", counts.connections);
  text.metric("distccd_jobs_total", Type::counter, "Requests that were not refused, by their end.");
  for (const auto& [result, count] : results_of(counts)) text.sample({{"result", result}}, count);
  text.metric("distccd_refusals_total", Type::counter, "Requests not served, by reason.");
  for (const RefusalRow& row : refusal_rows()) {
    text.sample({{"reason", row.key}}, counts.refusals[static_cast<std::size_t>(row.kind)]);
  }
  text.metric("distccd_compiler_jobs_total", Type::counter, "Jobs by the name of the compiler.");
  for (const auto& [name, jobs] : counts.compilers.all()) text.sample({{"compiler", name}}, jobs);
  text.metric("distccd_client_jobs_total", Type::counter, "Jobs by the address of the client.");
  for (const auto& [address, client] : counts.clients) {
    text.sample({{"client", address}}, client.compiled);
  }
  text.histogram("distccd_job_duration_seconds",
                 "How long jobs took, from connection to answer, that ran a compiler.",
                 counts.durations);
}

void add_machine(MetricsText& text, const MachineState& machine) {
  constexpr double bytes_each_mb = 1 << 20;
  text.gauge("distccd_machine_load", "Load average over one minute.", machine.load[0]);
  text.gauge("distccd_free_space_bytes", "Space left where jobs keep their files.",
             static_cast<double>(machine.free_space_mb) * bytes_each_mb);
  text.gauge("distccd_free_memory_bytes", "Memory available.",
             static_cast<double>(machine.free_memory_mb) * bytes_each_mb);
}

}  // namespace

std::string document_of(const ServerFacts& facts) {
  JsonWriter json;
  json.begin_object().member("version", DISTCC_VERSION).member("host", facts.host);
  json.member("started", unix_milliseconds(facts.started));
  json.member("now", unix_milliseconds(facts.now));
  json.member("jobs", facts.jobs).member("queue", facts.queue);
  add_requests(json, facts.requests);
  json.key("results").begin_object();
  for (const auto& [result, count] : results_of(facts.counts)) json.member(result, count);
  json.end_object().member("connections", facts.counts.connections);
  add_machine(json, facts.machine);
  add_history(json, facts.history);
  add_clients(json, facts.counts);
  add_refusals(json, facts.counts);
  return json.end_object().text();
}

std::string metrics_of(const ServerFacts& facts) {
  MetricsText text;
  text.metric("distccd_build_info", MetricsText::Type::gauge, "The version that runs.");
  text.sample({{"version", DISTCC_VERSION}}, std::uint64_t{1});
  text.gauge("distccd_start_time_seconds", "When the server started, in seconds since 1970.",
             static_cast<double>(unix_milliseconds(facts.started)) / 1000.0);
  add_requests(text, facts);
  add_counters(text, facts.counts);
  add_machine(text, facts.machine);
  return text.text();
}

}  // namespace distcc
