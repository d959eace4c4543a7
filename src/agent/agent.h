// SPDX-License-Identifier: GPL-3.0-or-later
//
// The resident process: it listens, a few threads answer, and the main thread watches for reasons
// to end: told so, idle for long, its directory gone, another agent in its place.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "agent/answer.h"
#include "agent/build_pages.h"
#include "agent/network_lists.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/result.h"
#include "transport/agent_call.h"

namespace distcc {

struct AgentSettings {
  AgentPlace place;
  std::string client_root_base;
  std::chrono::seconds idle{600};
  PageSettings page;
};

class Agent {
 public:
  /// Listens at its place, taking the name from one that listens there already.
  static Result<std::unique_ptr<Agent>> create(AgentSettings settings);
  ~Agent();
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  /// Serves until there is a reason to end, a SIGTERM or SIGINT for example; these must be blocked
  /// in all threads. `serving` is called when clients are answered.
  Result<void> run(const std::function<void()>& serving);

 private:
  enum class Name { ours, gone, anothers };

  Agent(AgentSettings settings, Fd listener);
  [[nodiscard]] Name whose_name() const;
  [[nodiscard]] bool is_held();
  [[nodiscard]] bool has_reason_to_end();
  void work();
  void stop();
  void give_up_name();
  void serve(const Fd& client);
  void reply_packed(const AgentRequest& request, const Fd& client);
  std::string reply_to(const AgentRequest& request, const Fd& client);
  void log_refusal(const AgentRequest& request, const Reason& reason);
  std::string files_reply(const AgentRequest& request, const Fd& client);
  std::string inputs_reply(const AgentRequest& request, const Fd& client);
  std::string status(bool json);
  std::string page_reply(const std::string& directory);
  void note_page_reader();
  void note_activity();

  AgentSettings settings_;
  Fd listener_;
  Fd end_;  ///< an eventfd, readable when the agent is to end
  ino_t inode_ = 0;
  Clock::time_point started_ = Clock::now();
  Answerer answerer_;
  NetworkLists lists_;
  std::atomic<Clock::rep> last_activity_;
  std::atomic<int> busy_ = 0;
  std::atomic<bool> retired_ = false;
  std::atomic<bool> stopped_ = false;
  std::mutex holds_mutex_;
  std::vector<std::string> holds_;
  BuildPages pages_;  ///< last: its thread uses the others
};

}  // namespace distcc
