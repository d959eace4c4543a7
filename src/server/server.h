// SPDX-License-Identifier: GPL-3.0-or-later
//
// The part of the server that never waits for a client: it accepts connections, turns away who may
// not connect, gives each of the others a thread, and brings all to an end when it is told to.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"
#include "server/connection_table.h"
#include "server/machine_state.h"
#include "server/owner_page.h"
#include "server/service_manager.h"
#include "server/thread_pool.h"
#include "server/world.h"
#include "web/http_server.h"

namespace distcc {

struct ServerSettings {
  int jobs = 1;
  int queue = 0;
  std::size_t most_connections = 1024;
  Milliseconds lifetime{0};           ///< of the server; 0: no limit
  Milliseconds stop_timeout{20'000};  ///< for running jobs after the order to end
  /// The listening sockets outlive this process, because a service manager has them too.
  bool sockets_are_kept = false;
  std::function<void()> reload = [] {};
  std::function<void()> leave = [] {};  ///< called when no further client is wanted
};

class Server {
 public:
  /// `signals` is a signalfd for TERM, INT and HUP, which all threads have blocked.
  Server(World& world, ServerSettings settings, Fd signals, ServiceManager service_manager);

  /// Serves clients of `listeners`, and statistics to those of `statistics_listener` (may be
  /// empty), until a signal or the end of the lifetime. Running jobs are then finished within a
  /// bound, and all others turned away.
  void serve_listeners(std::vector<Fd> listeners, Fd statistics_listener);

  /// Shows the owner's page to browsers that connect to `listener`, until the server ends.
  Result<void> show_page(Fd listener);

  /// Serves the one client of `in` and `out`, until its job is done or a signal comes.
  void serve_one(int in, int out);

 private:
  enum class Event { none, end };
  struct Accepted {
    Fd socket;
    Peer peer;
  };
  Event handle_signal();
  void reload();
  void accept_client(int listener);
  void accept_statistics_reader(int listener);
  [[nodiscard]] ServerFacts facts() const;
  bool accept(int listener, Accepted& accepted);
  void deny(const Peer& peer);
  void make_room();
  void end(std::vector<Fd> listeners);
  void wait_for_jobs(Deadline deadline, std::vector<Fd> listeners);
  [[nodiscard]] std::string status() const;

  World& world_;
  ServerSettings settings_;
  Fd signals_;
  ServiceManager service_manager_;
  Deadline lifetime_;
  MachineWatch machine_;
  ConnectionTable connections_;
  ThreadPool threads_;
  std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
  OwnerPage page_;
  std::unique_ptr<HttpServer> page_server_;  ///< last: its thread uses the others
};

}  // namespace distcc
