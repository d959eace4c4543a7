// SPDX-License-Identifier: GPL-3.0-or-later
//
// The client's half of the agent: where it listens, and how it is asked. There is one agent for a
// user and a mount namespace, since only in its own namespace does a process see the files that a
// client means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "base/fd.h"
#include "base/result.h"
#include "transport/agent_words.h"
#include "transport/packed_files.h"

namespace distcc {

struct AgentPlace {
  std::string directory;  ///< private to the user
  std::string name;       ///< begins the names of the files there, says the mount namespace

  [[nodiscard]] std::string socket_path() const;
  [[nodiscard]] std::string lock_path() const;
  [[nodiscard]] std::string log_path() const;
  [[nodiscard]] std::string failure_path() const;  ///< there when it failed lately
  [[nodiscard]] std::string discrepancies_path() const;
};

/// $XDG_RUNTIME_DIR/distcc-agent, or else `distcc_directory`/agent. Nothing is made.
Result<AgentPlace> agent_place(const Environment& environment, const std::string& distcc_directory);

/// Connects a socket to (or binds one at) a path that may be longer than a socket address holds.
Result<Fd> connect_to_socket(const std::string& path);
Result<Fd> listen_on_socket(const std::string& path);
/// The process at the other end belongs to this user (or is root's).
bool is_peer_of_this_user(int socket);

/// Connects to an agent, which must be this user's.
Result<Fd> connect_to_agent(const std::string& socket_path);

/// The text that answers a request other than for files.
Result<std::string> ask_agent(const std::string& socket_path, const AgentRequest& request,
                              Deadline deadline);

/// The paths that answer a request for files or inputs, asked on a new connection, be it the
/// agent's or an include server's. An answer that is late has ExitCode::timed_out.
Result<std::vector<std::string>> ask_for_paths(const Fd& socket, const AgentRequest& request,
                                               Deadline deadline);

/// What answers a request for packed files, asked on a new connection of the agent's. Late as
/// above.
Result<PackedFiles> ask_for_packed(const Fd& socket, const AgentRequest& request,
                                   Deadline deadline);

/// The agent's half: sends the bytes, the first of them together with the descriptor `file` if
/// there is one. False when the other end is gone or takes nothing.
bool send_answer(int socket, std::string_view bytes, const Fd* file = nullptr);

}  // namespace distcc
