// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/packed_store.h"

#include <fcntl.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "agent/packed_copy.h"
#include "base/text.h"
#include "wire/request.h"

namespace distcc {
namespace {

/// It lies in memory.
constexpr std::size_t largest_store = std::size_t{1} << 30;
/// Outdated bytes that are nothing to worry about.
constexpr std::size_t small_waste = std::size_t{32} << 20;

/// In the order of the store, so that what was read together is sent in one piece.
void merge(std::vector<PackedRange>& ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const PackedRange& a, const PackedRange& b) { return a.offset < b.offset; });
  std::size_t kept = 0;
  for (const PackedRange& range : ranges) {
    if (kept > 0 && ranges[kept - 1].offset + ranges[kept - 1].size == range.offset) {
      ranges[kept - 1].size += range.size;
    } else {
      ranges[kept++] = range;
    }
  }
  ranges.resize(kept);
}

}  // namespace

bool PackedStore::is_worn_out() const {
  return size_ > largest_store || outdated_ > std::max(small_waste, size_ / 2);
}

Result<void> PackedStore::take_new_store() {
  Fd writing = TRY_VALUE(make_memory_file("distcc-agent"));
  const std::string name = cat("/proc/self/fd/", writing.get());
  Fd reading(::open(name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!reading) return fail_errno(name);
  writing_ = std::move(writing);
  reading_ = std::make_shared<const Fd>(std::move(reading));
  size_ = outdated_ = 0;
  files_.clear();
  fixed_.clear();
  ++made_;
  return {};
}

Result<PackedRange> PackedStore::append(std::string_view header, std::string_view body) {
  const PackedRange range{size_, header.size() + body.size()};
  std::size_t written = 0;
  while (written < range.size) {
    const std::string_view head = header.substr(std::min(written, header.size()));
    const std::string_view rest =
        body.substr(written < header.size() ? 0 : written - header.size());
    const iovec pieces[] = {{const_cast<char*>(head.data()), head.size()},
                            {const_cast<char*>(rest.data()), rest.size()}};
    const ssize_t count =
        ::pwritev(writing_.get(), pieces, 2, static_cast<off_t>(range.offset + written));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail_errno("cannot keep packed files");
    written += static_cast<std::size_t>(count);
  }
  size_ += range.size;
  return range;
}

Result<bool> PackedStore::hold_file(const MirrorFile& planned, Ranges& ranges) {
  const auto file = with_stamp(planned);
  if (!file) return false;
  std::string key = file->path;
  key.append(1, '\0').append(file->line_name);
  const auto known = files_.find(key);
  if (known != files_.end()) {
    const Entry& entry = known->second;
    if (entry.settled && entry.stamp == file->stamp) {
      ranges.push_back(entry.range);
      return true;
    }
    outdated_ += entry.range.size;
    files_.erase(known);
  }
  const auto packed = TRY_VALUE(packed_copy(*file));
  if (!packed) return false;
  const std::string_view block = packed->block.bytes();
  const PackedRange range = TRY_VALUE(append(file_header(file->path, block.size()), block));
  files_.emplace(std::move(key), Entry{packed->stamp, packed->settled, range});
  ranges.push_back(range);
  return true;
}

Result<void> PackedStore::hold_fixed(std::string text, Ranges& ranges) {
  auto known = fixed_.find(text);
  if (known == fixed_.end()) {
    const PackedRange range = TRY_VALUE(append(text, {}));
    known = fixed_.emplace(std::move(text), range).first;
  }
  ranges.push_back(known->second);
  return {};
}

Result<std::optional<PackedFiles>> PackedStore::hold(const MirrorPlan& plan) {
  const std::lock_guard lock(mutex_);
  if (!writing_ || is_worn_out()) TRY(take_new_store());
  Ranges ranges;
  for (const MirrorFile& file : plan.files) {
    if (!TRY_VALUE(hold_file(file, ranges))) return std::nullopt;
  }
  for (const auto* links : {&plan.system_links, &plan.links}) {
    for (const ClosureLink& link : *links)
      TRY(hold_fixed(link_entry(link.path, link.target), ranges));
  }
  for (const std::string& directory : plan.placeholders) {
    TRY(hold_fixed(file_header(cat(directory, "/", placeholder_name), 0), ranges));
  }
  PackedFiles packed;
  packed.count = ranges.size();
  packed.content = reading_;
  merge(ranges);
  packed.ranges = std::move(ranges);
  return packed;
}

PackedStore::Statistics PackedStore::statistics() {
  const std::lock_guard lock(mutex_);
  return {files_.size() + fixed_.size(), size_, made_};
}

}  // namespace distcc
