// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the server counts, for its statistics page (distcc-compat.md 6.8), its page for browsers and
// its metrics.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/cleanup.h"
#include "base/clock.h"
#include "server/job_summary.h"
#include "web/metrics.h"

namespace distcc {

class Statistics {
 public:
  static constexpr std::size_t refusal_kinds =
      static_cast<std::size_t>(Refusal::Kind::server_ending) + 1;

  static constexpr std::size_t most_clients = 200;  ///< the others share one line, "other"
  static constexpr std::size_t most_compilers = 30;
  static constexpr std::chrono::seconds bucket_span{10};

  struct Window {
    std::uint64_t compiles = 0;
    double busy_jobs = 0;  ///< average number of running compilers
  };
  /// What one client address came to.
  struct ClientTotals {
    std::uint64_t compiled = 0;  ///< jobs for which a compiler ran
    std::uint64_t refused = 0;
    Milliseconds time{0};  ///< of its compiled jobs, from connection to answer
  };
  struct Counts {
    std::uint64_t connections = 0;
    std::uint64_t bad_requests = 0;
    std::uint64_t overloads = 0;
    std::uint64_t compiled = 0;
    std::uint64_t compile_errors = 0;
    std::uint64_t compile_timeouts = 0;
    std::uint64_t clients_gone = 0;
    std::uint64_t others = 0;
    std::array<std::uint64_t, refusal_kinds> refusals{};
    int running = 0;
    Milliseconds longest_time{0};
    std::string longest_source = "none";
    std::string longest_compiler = "none";
    Window last_1_minute;
    Window last_5_minutes;
    Window last_15_minutes;
    std::map<std::string, ClientTotals> clients;  ///< by address; a bounded number
    BoundedCounts compilers{most_compilers};      ///< jobs by the compiler's base name
    DurationHistogram durations;                  ///< of jobs for which a compiler ran
  };

  /// While this lives, one more compiler counts as running.
  class Running {
   public:
    explicit Running(Statistics& statistics);
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running();

   private:
    Statistics& statistics_;
    Clock::time_point start_ = Clock::now();
  };
  [[nodiscard]] Running job_running() { return Running(*this); }

  void record_connection();
  /// A client that was turned away before it could send a request.
  void record_denied();
  void record(const JobSummary& job);

  /// Compiles that ended in each `bucket_span` of the last fifteen minutes, oldest first. The
  /// last stretch is not over yet.
  [[nodiscard]] std::vector<std::uint64_t> history(Clock::time_point now = Clock::now()) const;
  [[nodiscard]] Counts counts(Clock::time_point now = Clock::now()) const;

 private:
  /// A stretch of ten seconds.
  struct Bucket {
    std::int64_t number = -1;  ///< of the stretch since the start of the clock
    std::uint64_t compiles = 0;
    Milliseconds busy{0};
  };
  static constexpr std::size_t buckets = 91;  ///< fifteen minutes and the running stretch
  Bucket& bucket_at(Clock::time_point moment);
  [[nodiscard]] Window window(Clock::time_point now, int minutes) const;
  void record_for_client(const JobSummary& job);
  std::uint64_t& counter_of(const JobSummary& job);

  mutable std::mutex mutex_;
  Counts counts_;
  std::array<Bucket, buckets> history_;
};

}  // namespace distcc
