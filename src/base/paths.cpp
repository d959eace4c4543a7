// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/paths.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "base/text.h"

namespace distcc {

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view directory_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string_view extension(std::string_view path) {
  const std::string_view name = base_name(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

std::string_view without_extension(std::string_view path) {
  const std::string_view name = base_name(path);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return path;
  return path.substr(0, path.size() - (name.size() - dot));
}

std::string absolute_path(std::string_view path, std::string_view directory) {
  if (is_absolute(path)) return std::string(path);
  return cat(directory, "/", path);
}

std::string lexically_normal(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view part : split_fields(path, '/')) {
    if (part.empty() || part == ".") continue;
    const bool folds = part == ".." && !kept.empty() && kept.back() != "..";
    if (folds) {
      kept.pop_back();
    } else if (part != ".." || !is_absolute(path)) {
      kept.push_back(part);
    }
  }
  std::string normal = is_absolute(path) ? "/" : "";
  for (const std::string_view part : kept) {
    if (!normal.empty() && normal.back() != '/') normal += '/';
    normal += part;
  }
  return normal.empty() ? "." : normal;
}

std::string find_program(std::string_view name, std::string_view search_path,
                         const std::function<bool(const std::string&)>& acceptable) {
  if (name.find('/') != std::string_view::npos) return {};
  for (const std::string_view entry : split_fields(search_path, ':')) {
    std::string candidate = cat(entry.empty() ? "." : entry, "/", name);
    struct stat status {};
    if (::stat(candidate.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    if (::access(candidate.c_str(), X_OK) != 0) continue;
    if (!acceptable || acceptable(candidate)) return candidate;
  }
  return {};
}

std::string real_path(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return {};
  std::string result(resolved);
  std::free(resolved);
  return result;
}

}  // namespace distcc
