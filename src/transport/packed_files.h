// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace distcc {

/// A piece of an open file, in bytes.
struct PackedRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  friend bool operator==(const PackedRange&, const PackedRange&) = default;
};

/// The files, links and placeholders of one request of protocol 3 as they go over the wire: ranges
/// of a file that the agent keeps, shared with it by a descriptor.
struct PackedFiles {
  std::size_t count = 0;  ///< entries in all ranges together; 0: none, the job is preprocessed
  std::vector<PackedRange> ranges;
  std::shared_ptr<const Fd> content;  ///< open for reading; never changes in the ranges
};

/// The bytes by which the agent answers; the descriptor goes with the first of them.
std::string packed_text(const PackedFiles& files);

/// Decodes such an answer, the descriptor apart. Bytes after it are ignored.
class PackedFilesReader {
 public:
  /// Errors (Fault::protocol) are final.
  Result<void> feed(std::string_view bytes);
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] PackedFiles& files() { return files_; }

 private:
  Result<void> check_ranges();

  std::string bytes_;
  bool complete_ = false;
  PackedFiles files_;
};

}  // namespace distcc
