// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/include_server.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <ctime>
#include <optional>
#include <utility>

#include "base/environment.h"
#include "base/io.h"
#include "base/paths.h"
#include "base/text.h"
#include "transport/agent_start.h"

namespace distcc {
namespace {

using Kind = AgentRequest::Kind;
using Paths = std::vector<std::string>;

constexpr int most_attempts = 3;  ///< with an agent that dies while it is asked

Result<AgentPlace> place_of(const World& world) {
  return agent_place(Environment::of_process(), world.options.directory);
}

/// What `pump` made leads to an agent of ours, which may be started anew.
bool leads_to(const std::string& include_server, const AgentPlace& place) {
  char target[PATH_MAX];
  const ssize_t length = ::readlink(include_server.c_str(), target, sizeof target);
  return length > 0 &&
         std::string_view(target, static_cast<std::size_t>(length)) == place.socket_path();
}

AgentRequest request_of(const World& world, Kind kind, const std::vector<std::string>& words) {
  AgentRequest request;
  request.kind = kind;
  request.directory = world.directory;
  request.words = words;
  return request;
}

/// `ask` is ask_for_paths, or another question to an agent that answers on a new connection.
template <typename Answer>
Result<Answer> ask_own_agent(const World& world, const AgentPlace& place,
                             const AgentRequest& request,
                             Result<Answer> (*ask)(const Fd&, const AgentRequest&, Deadline)) {
  const AgentPatience patience{world.options.agent_timeout, world.options.back_off_period};
  Result<Answer> answer;
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    const Fd socket = TRY_VALUE(reach_agent(place, patience, attempt > 0));
    answer = ask(socket, request, Deadline::after(patience.answer));
    if (answer || answer.error().fault == Fault::protocol) return answer;
    if (answer.error().code == ExitCode::timed_out) {
      leave_agent_alone(place, patience);
      return answer;
    }
  }
  return answer;
}

Result<Paths> ask_other_server(const World& world, const AgentRequest& request) {
  const auto socket = connect_to_socket(world.include_server);
  if (!socket) {
    return fail(Fault::this_machine, ExitCode::connect_failed,
                cat("failed to talk to include server: ", socket.error().text));
  }
  return ask_for_paths(*socket, request, Deadline::after(world.options.io_timeout));
}

unexpected<Error> gave_up() {
  return fail(Fault::this_machine, ExitCode::failed, "include server gave up analyzing");
}

/// The file whose size counts discrepancies; empty when nothing can be counted.
std::string discrepancy_counter(const World& world) {
  if (world.include_server.empty()) {
    const auto place = place_of(world);
    return place ? place->discrepancies_path() : std::string();
  }
  if (base_name(world.include_server) != "socket") return {};
  return cat(directory_name(world.include_server), "/discrepancy_counter");
}

/// What is in the file counts: for a whole build, or else for a while.
bool counts(const World& world, const struct stat& status) {
  const std::time_t age = ::time(nullptr) - status.st_mtime;
  return !world.include_server.empty() || age < world.options.back_off_period.count();
}

}  // namespace

Result<std::optional<AgentPlace>> own_agent(const World& world) {
  auto place = place_of(world);
  if (world.include_server.empty()) return std::optional(TRY_VALUE(std::move(place)));
  if (place && leads_to(world.include_server, *place)) return std::optional(std::move(*place));
  return std::nullopt;
}

Result<Paths> ask_include_server(const World& world, const std::vector<std::string>& words) {
  const AgentRequest request = request_of(world, Kind::files, words);
  const auto place = TRY_VALUE(own_agent(world));
  Paths paths = TRY_VALUE(place ? ask_own_agent(world, *place, request, ask_for_paths)
                                : ask_other_server(world, request));
  if (paths.empty()) return gave_up();
  return paths;
}

Result<PackedFiles> ask_for_packed_files(const World& world, const AgentPlace& agent,
                                         const std::vector<std::string>& words) {
  const AgentRequest request = request_of(world, Kind::packed, words);
  PackedFiles files = TRY_VALUE(ask_own_agent(world, agent, request, ask_for_packed));
  if (files.count == 0) return gave_up();
  return files;
}

Result<Paths> ask_for_inputs(const World& world, const std::vector<std::string>& words) {
  const AgentPlace place = TRY_VALUE(place_of(world));
  Paths answer =
      TRY_VALUE(ask_own_agent(world, place, request_of(world, Kind::inputs, words), ask_for_paths));
  if (answer.empty()) return fail(Fault::protocol, ExitCode::protocol_error, "an empty answer");
  if (!answer.front().empty()) {
    return fail(Fault::this_machine, ExitCode::failed, std::move(answer.front()));
  }
  answer.erase(answer.begin());
  return answer;
}

void note_discrepancy(const World& world) {
  const std::string counter = discrepancy_counter(world);
  if (counter.empty()) return;
  const Fd file(::open(counter.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return;
  if (!counts(world, status)) (void)!::ftruncate(file.get(), 0);
  (void)write_all(file.get(), "@");
}

bool is_pump_off(const World& world) {
  struct stat status {};
  const std::string counter = discrepancy_counter(world);
  return !counter.empty() && ::stat(counter.c_str(), &status) == 0 && counts(world, status) &&
         status.st_size >= world.options.max_discrepancy;
}

}  // namespace distcc
