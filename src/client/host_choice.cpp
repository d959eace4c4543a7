// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/host_choice.h"

#include <unistd.h>

#include "base/environment.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"
#include "hosts/found_list.h"
#include "transport/agent_call.h"
#include "transport/agent_start.h"

namespace distcc {
namespace {

/// Longer than the agent looks for the first servers.
constexpr Milliseconds longest_look{15'000};

/// Has the agent of this user keep the list of the servers on the network; it is started when there
/// is none, or one that does not know how.
Result<void> have_list_kept(const std::string& directory) {
  const AgentPlace place = TRY_VALUE(agent_place(Environment::of_process(), directory));
  AgentRequest request;
  request.kind = AgentRequest::Kind::browse;
  request.directory = directory;
  const Deadline deadline = Deadline::after(longest_look);
  auto answer = ask_agent(place.socket_path(), request, deadline);
  if (!answer) {
    TRY(start_agent(deadline));
    answer = ask_agent(place.socket_path(), request, deadline);
  }
  const std::string trouble = TRY_VALUE(std::move(answer));
  if (trouble.empty()) return {};
  return fail(Fault::this_machine, ExitCode::gone, trouble);
}

/// The servers that are on the network now, as entries of a host list.
Result<std::string> servers_on_network(const World& world) {
  if (world.options.directory.empty()) {
    return fail(Fault::this_machine, ExitCode::bad_host_specification,
                "+zeroconf needs a directory: neither DISTCC_DIR nor HOME is set");
  }
  const std::string directory = absolute_path(world.options.directory, world.directory);
  const FoundList list(directory);
  auto text = list.is_kept() ? list.read() : fail(Fault::this_machine, ExitCode::no_such_file, "");
  if (!text) {
    TRY(have_list_kept(directory));
    text = list.read();
  }
  // Without a list nobody has been found so far.
  return text ? entries_of(*text) : std::string();
}

}  // namespace

Result<HostList> read_hosts(const World& world) {
  const HostListSource source = TRY_VALUE(find_host_list(
      Environment::of_process(), world.options.directory, DISTCC_SYSCONFDIR "/distcc"));
  Result<std::string> found;
  if (names_zeroconf(source.text)) found = servers_on_network(world);
  auto list = parse_host_list(source.text, found.value_or(""), static_cast<unsigned>(::getpid()));
  if (!list) {
    return fail(list.error().fault, list.error().code, cat(source.origin, ": ", list.error().text));
  }
  if (!found && list->hosts.empty()) return unexpected(found.error());
  if (!found) log_info(cat(found.error().text, "; going on with the other hosts"));
  return list;
}

Reason reason_without_hosts(const Error& error) {
  switch (error.code) {
    case ExitCode::no_hosts:
      return {Outcome::no_host_list, error.text};
    case ExitCode::gone:
      return {Outcome::no_server_found, error.text};
    default:
      return {Outcome::bad_host_list, error.text};
  }
}

}  // namespace distcc
