// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/mirror_plan.h"

#include <algorithm>
#include <unordered_set>

#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

/// How far up a link to a system directory leads, beside the depth of the directory: enough to get
/// out of where a server keeps the files, as ".." of the root is the root. Stock clients tell
/// these links by that number.
constexpr std::size_t steps_out = 20;

bool is_below(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.starts_with(directory) &&
         path[directory.size()] == '/';
}

/// Without those that lie in others.
std::vector<std::string> outermost(std::vector<std::string> directories) {
  std::sort(directories.begin(), directories.end());
  std::vector<std::string> result;
  for (std::string& directory : directories) {
    const bool inside = std::any_of(result.begin(), result.end(), [&](const std::string& outer) {
      return directory == outer || is_below(directory, outer);
    });
    if (!inside && directory.size() > 1) result.push_back(std::move(directory));
  }
  return result;
}

class Planner {
 public:
  Planner(const Closure& closure, const MirrorWishes& wishes)
      : closure_(closure), wishes_(wishes), system_(outermost(wishes.compiler_directories)) {}

  MirrorPlan plan() {
    add_files();
    add_links();
    add_placeholders();
    return std::move(plan_);
  }

 private:
  [[nodiscard]] bool is_system(std::string_view path) const {
    return std::any_of(system_.begin(), system_.end(), [&](const std::string& directory) {
      return path == directory || is_below(path, directory);
    });
  }

  void add_files() {
    for (const ClosureFile& file : closure_.files) {
      if (file.of_compiler || is_system(file.path)) continue;
      const bool named = file.absolute && !file.as_data;
      const bool is_source = &file == &closure_.files.front();
      std::string name;
      if (named)
        name = is_source && is_absolute(wishes_.source) ? wishes_.source : spelt(file.path);
      plan_.files.push_back({file.path, file.stamp, std::move(name)});
      note_parents(file.path);
    }
  }

  void add_links() {
    for (const std::string& directory : system_) {
      const auto depth =
          static_cast<std::size_t>(std::count(directory.begin(), directory.end(), '/'));
      std::string target;
      for (std::size_t i = 0; i < steps_out + depth; ++i) target += "../";
      plan_.system_links.push_back({directory, target + directory.substr(1)});
      note_parents(directory);
    }
    for (const ClosureLink& link : closure_.links) {
      if (is_system(link.path)) continue;
      plan_.links.push_back({link.path, absolute_target(link)});
      note_parents(link.path);
    }
  }

  void add_placeholders() {
    for (const std::string& directory : closure_.directories) {
      if (is_system(directory) || parents_.count(directory) != 0) continue;
      plan_.placeholders.push_back(directory);
    }
  }

  /// A relative target could lead out of where a server keeps the files.
  static std::string absolute_target(const ClosureLink& link) {
    if (is_absolute(link.target)) return link.target;
    // The link's directory has no links in its path, so leading ".." can be folded by text.
    std::string_view directory = directory_name(link.path);
    std::string_view target = link.target;
    while (target == ".." || target.starts_with("../")) {
      directory = directory_name(directory);
      target.remove_prefix(std::min<std::size_t>(3, target.size()));
      while (target.starts_with('/')) target.remove_prefix(1);
    }
    return cat(directory == "/" ? "" : directory, "/", target);
  }

  /// The path as the compiler puts it together from a search directory.
  [[nodiscard]] std::string spelt(const std::string& path) const {
    const Spelling* best = nullptr;
    for (const Spelling& spelling : wishes_.spellings) {
      const bool longer = best == nullptr || spelling.first.size() > best->first.size();
      if (longer && is_below(path, spelling.first)) best = &spelling;
    }
    return best == nullptr ? path : cat(best->second, path.substr(best->first.size()));
  }

  void note_parents(std::string_view path) {
    for (path = directory_name(path); parents_.insert(std::string(path)).second && path != "/";) {
      path = directory_name(path);
    }
  }

  const Closure& closure_;
  const MirrorWishes& wishes_;
  std::vector<std::string> system_;
  std::unordered_set<std::string> parents_;  ///< directories that the other entries bring about
  MirrorPlan plan_;
};

}  // namespace

MirrorPlan plan_mirror(const Closure& closure, const MirrorWishes& wishes) {
  return Planner(closure, wishes).plan();
}

}  // namespace distcc
