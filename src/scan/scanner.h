// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which files can this compile read? Answered without preprocessing, from what was learnt in
// earlier scans as far as it still holds. docs/scanner.md lists what is followed and what is a
// reason to preprocess the one compile instead.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/expected.h"
#include "base/result.h"
#include "job/compile_job.h"
#include "job/outcome.h"
#include "scan/closure.h"
#include "scan/search_words.h"

namespace distcc {

struct ScanRequest {
  CompileJob job;
  std::string directory;       ///< the client's current directory, absolute
  std::string compiler;        ///< path of the program that is asked for its search list
  JobEnvironment environment;  ///< CPATH and its relatives; all of it is given to the compiler
};

struct ScanStatistics {
  std::size_t scans = 0;
  std::size_t refusals = 0;
  std::size_t questions = 0;  ///< runs of a compiler
  std::size_t clearings = 0;  ///< times that everything learnt was dropped for its size
  std::size_t memory = 0;     ///< bytes, roughly
};

class Scanner {
 public:
  /// When what it has learnt takes about `memory_limit` bytes it starts afresh.
  explicit Scanner(std::size_t memory_limit = std::size_t{64} << 20);
  ~Scanner();
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  /// The files, or the reason to preprocess. Safe to call from several threads.
  expected<Closure, Reason> closure(const ScanRequest& request);

  ScanStatistics statistics();

 private:
  struct Learnt;
  struct Compiler;

  Result<std::shared_ptr<const Compiler>> ask(const ScanRequest& request, const SearchWords& words);
  expected<Closure, Reason> scan(const ScanRequest& request, const SearchWords& words,
                                 const Compiler& compiler);

  std::size_t memory_limit_;
  std::mutex learnt_mutex_;
  std::unique_ptr<Learnt> learnt_;
  ScanStatistics statistics_;
  std::atomic<std::size_t> questions_ = 0;
  std::mutex compilers_mutex_;
  std::unordered_map<std::string, std::shared_ptr<const Compiler>> compilers_;
};

}  // namespace distcc
