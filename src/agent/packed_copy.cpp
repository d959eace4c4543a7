// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/packed_copy.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/fd.h"
#include "base/io.h"

namespace distcc {
namespace {

constexpr std::size_t largest_file = std::size_t{256} << 20;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// The content with a first line that gives it its name.
std::string with_line_name(std::string content, const std::string& name) {
  std::string line = "#line 1 \"";
  for (const char c : name) {
    if (c == '"' || c == '\\') line += '\\';
    line += c;
  }
  line += "\"\n";
  if (content.starts_with(byte_order_mark)) content.erase(0, byte_order_mark.size());
  return line + content;
}

}  // namespace

Result<std::optional<PackedCopy>> packed_copy(const MirrorFile& file) {
  const Fd source(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!source || ::fstat(source.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  PackedCopy copy;
  copy.stamp = stamp_of(status);
  if (!(file.stamp == copy.stamp) || copy.stamp.size > largest_file) return std::nullopt;
  copy.settled = is_settled(copy.stamp, wall_clock());
  std::string content = TRY_VALUE(read_to_end(source.get(), largest_file + 1));
  if (content.size() != copy.stamp.size) return std::nullopt;
  if (!file.line_name.empty()) content = with_line_name(std::move(content), file.line_name);
  copy.block = lzo_packed(content);
  return std::optional(std::move(copy));
}

std::optional<MirrorFile> with_stamp(MirrorFile file) {
  if (!(file.stamp == Stamp{})) return file;
  struct stat status {};
  if (::stat(file.path.c_str(), &status) != 0) return {};
  file.stamp = stamp_of(status);
  return file;
}

}  // namespace distcc
