// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/client_root.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "base/files.h"
#include "base/text.h"

namespace distcc {
namespace {

bool is_at_or_below(std::string_view path, std::string_view directory) {
  return path.starts_with(directory) &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

std::string link_target(const std::string& path) {
  std::string target(PATH_MAX, '\0');
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  target.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return target;
}

}  // namespace

SystemPlaces::SystemPlaces(const ViewSettings& settings) {
  for (const std::string_view name : shown_directories()) {
    const std::string path = cat("/", name);
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) continue;
    if (S_ISDIR(found.st_mode)) directories_.push_back(path);
    if (S_ISLNK(found.st_mode)) links_.emplace_back(path, link_target(path));
  }
  directories_.emplace_back("/dev");
  directories_.emplace_back("/sys");
  if (settings.shows_proc) directories_.emplace_back("/proc");
  std::vector<std::string> more = settings.visible;
  more.insert(more.end(), settings.writable.begin(), settings.writable.end());
  std::sort(more.begin(), more.end());
  for (std::string& directory : more) {
    if (!hold(directory)) directories_.push_back(std::move(directory));
  }
}

bool SystemPlaces::hold(std::string_view path) const {
  const auto holds = [path](const std::string& place) { return is_at_or_below(path, place); };
  return is_at_or_below(path, "/proc") || is_at_or_below(path, job_mount_point) ||
         std::any_of(directories_.begin(), directories_.end(), holds) ||
         std::any_of(links_.begin(), links_.end(),
                     [&holds](const auto& link) { return holds(link.first); });
}

Result<void> SystemPlaces::prepare(const std::string& root) const {
  for (const std::string& directory : directories_) TRY(make_directories(cat(root, directory)));
  TRY(make_directories(cat(root, job_mount_point)));
  TRY(make_directories(cat(root, "/tmp")));
  for (const auto& [path, target] : links_) {
    if (::symlink(target.c_str(), cat(root, path).c_str()) != 0) {
      return fail_errno(cat("cannot make ", root, path));
    }
  }
  return {};
}

ClientRoot::ClientRoot(const SystemPlaces& places, std::string root_in_view)
    : root(std::move(root_in_view)), job(cat(root, job_mount_point)) {
  for (const std::string& directory : places.directories()) {
    mounts.emplace_back(directory, cat(root, directory));
  }
}

}  // namespace distcc
