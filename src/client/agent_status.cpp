// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/agent_status.h"

#include <unistd.h>

#include "activity/builds.h"
#include "activity/journal.h"
#include "base/environment.h"
#include "base/io.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "client/host_choice.h"
#include "hosts/back_off.h"
#include "hosts/slots.h"
#include "transport/agent_call.h"

namespace distcc {
namespace {

constexpr Milliseconds patience{5'000};

struct HostStatus {
  std::string definition;
  std::string_view state;
  int slots = 0;
  int in_use = 0;
};

std::string_view state_of(const Host& host, const BackOff& back_off) {
  if (host.way == Host::Way::local) return "local";
  if (!host.usable()) return "down";
  return back_off.is_backed_off(host) ? "left out after a failure" : "usable";
}

std::vector<HostStatus> host_statuses(const World& world) {
  std::vector<HostStatus> statuses;
  const auto list = read_hosts(world);
  if (!list) return statuses;
  const BackOff back_off(world.options.directory, world.options.back_off_period);
  for (const Host& host : list->hosts) {
    statuses.push_back({host.definition, state_of(host, back_off), host.slots,
                        slots_in_use(world.options.directory, host)});
  }
  return statuses;
}

std::map<Outcome, std::size_t> outcomes_of_jobs(const World& world) {
  if (world.options.directory.empty()) return {};
  return totals_of(JournalReader(world.options.directory).read_new()).by_outcome;
}

Result<std::string> ask_for_status(const World& world, bool json) {
  const AgentPlace place =
      TRY_VALUE(agent_place(Environment::of_process(), world.options.directory));
  AgentRequest request;
  request.kind = AgentRequest::Kind::status;
  request.json = json;
  return ask_agent(place.socket_path(), request, Deadline::after(patience));
}

std::string as_text(const World& world) {
  std::string text;
  for (const HostStatus& host : host_statuses(world)) {
    text += cat("host ", host.definition, ": ", host.in_use, " of ", host.slots, " slots in use, ",
                host.state, "\n");
  }
  for (const auto& [outcome, count] : outcomes_of_jobs(world)) {
    text += cat("jobs ", row_of(outcome).key, ": ", count, "\n");
  }
  return text;
}

/// The members that go into the agent's own object.
std::string as_json(const World& world) {
  JsonWriter json;
  json.begin_object().key("hosts").begin_array();
  for (const HostStatus& host : host_statuses(world)) {
    json.begin_object().member("host", host.definition).member("state", host.state);
    json.member("slots", host.slots).member("in_use", host.in_use).end_object();
  }
  json.end_array().key("jobs").begin_object();
  for (const auto& [outcome, count] : outcomes_of_jobs(world)) {
    json.member(row_of(outcome).key, count);
  }
  json.end_object().end_object();
  return json.text();
}

/// One object of the members of two.
std::string joined(std::string_view object, std::string_view other) {
  object = object.substr(0, object.rfind('}'));
  return cat(object, object.size() > 1 ? "," : "", other.substr(1), "\n");
}

}  // namespace

int show_agent_status(const World& world, bool json) {
  const auto agent = ask_for_status(world, json);
  if (!agent) log_error(cat("no agent answers: ", agent.error().text));
  const std::string_view said = agent ? std::string_view(*agent) : (json ? "{}" : "");
  const std::string text = json ? joined(said, as_json(world)) : cat(said, as_text(world));
  (void)write_all(STDOUT_FILENO, text);
  return to_int(agent ? ExitCode::ok : agent.error().code);
}

}  // namespace distcc
