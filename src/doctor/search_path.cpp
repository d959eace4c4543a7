// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor/search_path.h"

#include <unistd.h>

#include <climits>

#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

using Kind = PathEntry::Kind;

std::string link_target(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
  return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

/// What the name leads to; `other` when there is no such program.
Kind kind_of(const std::string& path) {
  const std::string real = real_path(path);
  const std::string target = real.empty() ? link_target(path) : real;
  const std::string_view name = base_name(target);
  if (name.empty()) return Kind::other;
  if (name.starts_with("distcc")) return Kind::masquerade;
  if (name == "ccache" || name == "sccache") return Kind::ccache;
  return ::access(path.c_str(), X_OK) == 0 ? Kind::compilers : Kind::other;
}

PathEntry look_at(std::string_view directory) {
  PathEntry entry;
  entry.directory = directory.empty() ? "." : directory;
  for (const char* name : {"gcc", "cc", "g++", "c++", "clang", "clang++"}) {
    const std::string path = cat(entry.directory, "/", name);
    const Kind kind = kind_of(path);
    if (kind == Kind::other) continue;
    if (kind == Kind::masquerade && real_path(path).empty()) entry.dangling = path;
    if (entry.kind == Kind::other) {
      entry.kind = kind;
      entry.example = name;
    }
  }
  return entry;
}

}  // namespace

std::vector<PathEntry> look_at_search_path(const std::string& search_path) {
  std::vector<PathEntry> entries;
  for (const std::string_view directory : split_fields(search_path, ':')) {
    PathEntry entry = look_at(directory);
    if (entry.kind != Kind::other) entries.push_back(std::move(entry));
  }
  return entries;
}

std::string real_compiler(const std::string& word, const std::string& search_path) {
  const auto is_compiler = [](const std::string& path) { return kind_of(path) == Kind::compilers; };
  if (word.find('/') != std::string::npos) return is_compiler(word) ? word : std::string();
  return find_program(word, search_path, is_compiler);
}

std::string called_compiler(const std::string& word, const std::string& search_path) {
  if (word.find('/') != std::string::npos) return word;
  return find_program(word, search_path,
                      [](const std::string& path) { return kind_of(path) != Kind::masquerade; });
}

}  // namespace distcc
