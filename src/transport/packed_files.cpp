// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/packed_files.h"

#include <cstring>

#include "base/text.h"
#include "wire/classic.h"
#include "wire/include_conversation.h"

namespace distcc {
namespace {

constexpr WireLimits limits;
constexpr std::uint64_t most_bytes = 2 * limits.all_file_bytes;  ///< names included
constexpr std::uint64_t furthest_offset = std::uint64_t{1} << 40;
constexpr std::size_t head_size = 2 * HeaderReader::size;

}  // namespace

/// PACK count, RANG length, then the ranges as this machine holds them: both sides are programs of
/// one machine.
std::string packed_text(const PackedFiles& files) {
  std::string out;
  append_header(out, "PACK", static_cast<std::uint32_t>(files.count));
  const std::size_t size = files.ranges.size() * sizeof(PackedRange);
  append_text(out, "RANG", {reinterpret_cast<const char*>(files.ranges.data()), size});
  return out;
}

Result<void> PackedFilesReader::feed(std::string_view bytes) {
  bytes_ += bytes;
  if (bytes_.size() < head_size) return {};
  std::string_view rest = bytes_;
  HeaderReader header;
  header.take(rest);
  const std::uint32_t count = TRY_VALUE(header.number("PACK"));
  header.take(rest);
  const std::uint32_t size = TRY_VALUE(header.number("RANG"));
  if (count > limits.files || size > count * sizeof(PackedRange) ||
      size % sizeof(PackedRange) != 0) {
    return fail_protocol(cat("the agent tells ", count, " files in ", size, " bytes"));
  }
  if (rest.size() < size) return {};
  files_.count = count;
  files_.ranges.resize(size / sizeof(PackedRange));
  if (size > 0) std::memcpy(files_.ranges.data(), rest.data(), size);
  return check_ranges();
}

Result<void> PackedFilesReader::check_ranges() {
  std::uint64_t all = 0;
  for (const PackedRange& range : files_.ranges) {
    const bool sensible =
        range.size > 0 && range.size <= most_bytes && range.offset <= furthest_offset;
    all += range.size;
    if (!sensible || all > most_bytes) {
      return fail_protocol("the agent tells ranges without sense");
    }
  }
  complete_ = true;
  return {};
}

}  // namespace distcc
