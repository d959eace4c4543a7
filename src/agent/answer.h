// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a compile command to the paths that a client is told: understand, scan, plan, mirror. Read
// this first. Whatever is in doubt gives a reason instead, and the client preprocesses.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "agent/mirror.h"
#include "agent/packed_store.h"
#include "base/environment.h"
#include "base/expected.h"
#include "job/outcome.h"
#include "scan/scanner.h"
#include "transport/agent_words.h"

namespace distcc {

class Answerer {
 public:
  explicit Answerer(std::string client_root_base) : mirror_(std::move(client_root_base)) {}

  /// Paths below a client root of all that the compile reads. `environment` is the client's. Safe
  /// to call from several threads.
  expected<std::vector<std::string>, Reason> files(const AgentRequest& request,
                                                   const Environment& environment);

  /// The same files as they travel.
  expected<PackedFiles, Reason> packed(const AgentRequest& request, const Environment& environment);

  /// The same files, and the links on the way to them, by their own names.
  expected<std::vector<std::string>, Reason> inputs(const AgentRequest& request,
                                                    const Environment& environment);

  struct Statistics {
    std::size_t answers = 0;
    std::map<std::string, std::size_t> refusals;  ///< by the key of their outcome
    ScanStatistics scanner;
    MirrorStatistics mirror;
    PackedStore::Statistics packed;
  };
  Statistics statistics();

 private:
  /// Brings the files of a plan into the form of an answer; anything but `done` is no answer yet.
  using Hold = std::function<Result<ClientRoot::Verdict>(const MirrorPlan& plan)>;

  expected<void, Reason> find(const AgentRequest& request, const Environment& environment,
                              const Hold& hold);
  expected<void, Reason> find_and_count(const AgentRequest& request, const Environment& environment,
                                        const Hold& hold);

  Scanner scanner_;
  Mirror mirror_;
  PackedStore packed_;
  std::mutex counters_mutex_;
  std::size_t answers_ = 0;
  std::map<std::string, std::size_t> refusals_;
};

/// The environment of the process at the other end of a Unix socket, as far as it can be read;
/// otherwise this process's own.
Environment environment_of_peer(int socket);

}  // namespace distcc
