// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/agent_start.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/process.h"
#include "base/text.h"

namespace distcc {
namespace {

std::string agent_program() {
  char buffer[4096];
  const ssize_t length = ::readlink("/proc/self/exe", buffer, sizeof buffer);
  if (length > 0) {
    const std::string_view self(buffer, static_cast<std::size_t>(length));
    std::string beside = cat(directory_name(self), "/distcc-agent");
    if (::access(beside.c_str(), X_OK) == 0) return beside;
  }
  return find_program("distcc-agent", Environment::of_process().get("PATH").value_or("/usr/bin"));
}

FailureMark mark_of(const AgentPlace& place, const AgentPatience& patience) {
  return {place.failure_path(), patience.back_off};
}

/// Waits until the last holder of the other end has closed it.
bool is_closed_by(const Fd& pipe, Deadline deadline) {
  char buffer[256];
  while (true) {
    pollfd waiting{pipe.get(), POLLIN, 0};
    if (poll_until(&waiting, 1, deadline) == 0) return false;
    if (::read(pipe.get(), buffer, sizeof buffer) <= 0) return true;
  }
}

}  // namespace

Result<void> start_agent(Deadline deadline) {
  ChildSettings settings;
  settings.program = agent_program();
  if (settings.program.empty()) {
    return fail(Fault::this_machine, ExitCode::compiler_missing,
                "the program distcc-agent is neither beside this one nor in PATH");
  }
  settings.words = {"distcc-agent"};
  Pipe pipe = TRY_VALUE(make_pipe());
  const Fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  settings.stdin_fd = nothing.get();
  settings.stdout_fd = pipe.write_end.get();
  settings.stderr_fd = nothing.get();
  Child starter = TRY_VALUE(Child::start(settings));
  pipe.write_end.reset();
  // What the starter leaves running holds nothing of it: the pipe says when it has ended.
  if (!is_closed_by(pipe.read_end, deadline)) {
    return fail(Fault::this_machine, ExitCode::timed_out, "distcc-agent takes long to start");
  }
  const WaitStatus status = starter.wait();
  if (status.success()) return {};
  return fail(Fault::this_machine, ExitCode::failed, cat("distcc-agent ", status.describe()));
}

Result<Fd> reach_agent(const AgentPlace& place, const AgentPatience& patience, bool broke_off) {
  const FailureMark mark = mark_of(place, patience);
  if (mark.is_fresh()) {
    return fail(Fault::this_machine, ExitCode::gone, "the agent failed lately and is left alone");
  }
  if (!mark.is_set() && !broke_off) {
    auto socket = connect_to_agent(place.socket_path());
    if (socket) return socket;
    log_debug(cat(socket.error().text, "; starting one"));
  }
  const auto started = start_agent(Deadline::after(patience.answer));
  if (!started) {
    // Looking for a program that is missing costs nothing.
    if (started.error().code != ExitCode::compiler_missing) leave_agent_alone(place, patience);
    return unexpected(started.error());
  }
  mark.clear();
  return connect_to_agent(place.socket_path());
}

void leave_agent_alone(const AgentPlace& place, const AgentPatience& patience) {
  if (!mark_of(place, patience).set()) {
    log_info(cat("cannot remember in ", place.failure_path(), " that the agent failed"));
  }
}

}  // namespace distcc
