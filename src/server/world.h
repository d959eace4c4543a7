// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "exec/sandbox.h"
#include "server/access.h"
#include "server/authenticate.h"
#include "server/compilers.h"
#include "server/ending.h"
#include "server/job_queue.h"
#include "server/statistics.h"

namespace distcc {

/// Something that may be read anew while jobs are served. Thread-safe.
template <class T>
class Current {
 public:
  explicit Current(T value) : value_(std::make_shared<const T>(std::move(value))) {}
  [[nodiscard]] std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  void replace(T value) {
    auto fresh = std::make_shared<const T>(std::move(value));
    const std::lock_guard lock(mutex_);
    value_ = std::move(fresh);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

/// How patient the server is, and how much it takes.
struct ServingLimits {
  Milliseconds first_bytes{30'000};  ///< for the header that a request begins with
  Milliseconds silence{300'000};     ///< without any progress of the client
  Milliseconds whole_request{1'200'000};
  bool fills_packets = true;     ///< heads of answers wait a moment for what follows
  Milliseconds job_lifetime{0};  ///< of a compiler; 0: no limit
  std::size_t source_bytes = std::size_t{1} << 30;          ///< as sent, and unpacked
  std::size_t object_bytes = (std::size_t{1} << 31) - 1;    ///< any file that a compiler writes
  std::size_t compiler_text_bytes = std::size_t{64} << 20;  ///< of its messages in the answer
};

/// All that serving one request needs. Built once; what changes in it is thread-safe.
struct World {
  Current<AccessList> access;
  Current<CompilerRules> compilers;
  ProgramFiles program_files;
  ServingLimits limits;
  std::string jobs_directory;
  bool keep_job_directories = false;
  std::vector<std::string> compiler_environment;  ///< but for TMPDIR
  Sandbox sandbox;
  JobQueue queue;
  Statistics statistics;
  Ending ending;
  std::unique_ptr<Authentication> authentication = nullptr;  ///< empty: anybody with an address
};

}  // namespace distcc
