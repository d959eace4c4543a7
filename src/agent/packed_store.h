// SPDX-License-Identifier: GPL-3.0-or-later
//
// What our own clients send in pump mode, ready for the wire: one file in memory to which the entry
// of each file, link and placeholder is appended once. An answer is the ranges of its entries, and
// the client sends them from the one descriptor, without opening any file. Nothing that was written
// ever changes, so that an answer stays true while it is sent; what is outdated lies there until
// the store is given up for a new one, which clients that still read the old one do not notice.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/mirror_plan.h"
#include "base/fd.h"
#include "base/result.h"
#include "transport/packed_files.h"

namespace distcc {

class PackedStore {
 public:
  struct Statistics {
    std::size_t entries = 0;
    std::size_t bytes = 0;  ///< outdated ones included
    unsigned made = 0;      ///< stores so far
  };

  /// Every entry of the plan; nothing when a file changed since the scan. Safe to call from several
  /// threads.
  Result<std::optional<PackedFiles>> hold(const MirrorPlan& plan);

  Statistics statistics();

 private:
  struct Entry {
    Stamp stamp;  ///< of a file
    bool settled = false;
    PackedRange range;
  };
  using Ranges = std::vector<PackedRange>;

  Result<bool> hold_file(const MirrorFile& planned, Ranges& ranges);
  Result<void> hold_fixed(std::string text, Ranges& ranges);
  Result<PackedRange> append(std::string_view header, std::string_view body);
  Result<void> take_new_store();
  [[nodiscard]] bool is_worn_out() const;

  std::mutex mutex_;
  Fd writing_;
  std::shared_ptr<const Fd> reading_;  ///< the same file; cannot be written through
  std::size_t size_ = 0;
  std::size_t outdated_ = 0;
  unsigned made_ = 0;
  std::unordered_map<std::string, Entry> files_;        ///< by path, NUL and line name
  std::unordered_map<std::string, PackedRange> fixed_;  ///< links and placeholders by their bytes
};

}  // namespace distcc
