// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/invocation.h"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <string_view>

#include "base/paths.h"
#include "base/text.h"
#include "client/own_options.h"

namespace distcc {
namespace {

bool is_source(std::string_view word) {
  static constexpr std::array<std::string_view, 14> extensions = {
      "i", "ii", "c", "cc", "cpp", "cxx", "cp", "c++", "C", "m", "mm", "mi", "mii", "M"};
  for (const std::string_view known : extensions) {
    if (extension(word) == known) return true;
  }
  return false;
}

/// A link on PATH that leads to distcc is a masquerade, not a compiler.
bool leads_to_distcc(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
  if (length <= 0) return false;
  return base_name({target, static_cast<std::size_t>(length)}).find("distcc") != std::string::npos;
}

/// PATH after the entry that we were called through; nothing when that cannot be told, or when it
/// is the last entry.
std::string path_behind(const std::string& argv0, const std::string& directory,
                        const std::string& path) {
  const bool called_by_path = argv0.find('/') != std::string::npos;
  const std::string ours =
      called_by_path ? lexically_normal(absolute_path(directory_name(argv0), directory)) : "";
  std::size_t start = 0;
  while (start <= path.size()) {
    const std::size_t end = std::min(path.find(':', start), path.size());
    const std::string entry = path.substr(start, end - start);
    const bool found =
        called_by_path ? lexically_normal(absolute_path(entry, directory)) == ours
                       : ::access(cat(entry.empty() ? "." : entry, "/", argv0).c_str(), X_OK) == 0;
    if (found) return end < path.size() ? path.substr(end + 1) : std::string();
    start = end + 1;
  }
  return {};
}

}  // namespace

Invocation read_invocation(const std::vector<std::string>& argv) {
  const std::string name(argv.empty() ? "distcc" : base_name(argv[0]));
  Invocation invocation;
  if (name.find("distcc") == std::string::npos) {
    invocation.form = Invocation::Form::masquerade;
    invocation.words = argv;
    invocation.words[0] = name;
    return invocation;
  }
  if (!argv.empty()) invocation.words.assign(argv.begin() + 1, argv.end());
  std::string_view first;
  if (!invocation.words.empty()) first = invocation.words[0];
  if (first.empty() || is_own_option(first)) {
    invocation.form = Invocation::Form::own_option;
  } else if (first.starts_with("-") || is_source(first) || extension(first) == "o") {
    invocation.form = Invocation::Form::implicit;
    invocation.words.insert(invocation.words.begin(), "cc");
  }
  return invocation;
}

Surroundings read_surroundings(const Invocation& invocation, const std::string& argv0,
                               const std::string& directory, const Environment& environment) {
  Surroundings surroundings;
  surroundings.search_path = environment.get("PATH").value_or("/usr/bin:/bin");
  if (invocation.form == Invocation::Form::masquerade) {
    std::string behind = path_behind(argv0, directory, surroundings.search_path);
    if (!behind.empty()) {
      surroundings.search_path = std::move(behind);
      surroundings.trimmed = true;
    }
  }
  const auto depth = parse_integer(environment.get("_DISTCC_SAFEGUARD").value_or("0"));
  surroundings.depth = static_cast<int>(depth.value_or(0)) - (surroundings.trimmed ? 1 : 0);
  return surroundings;
}

std::string source_among(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (!word.starts_with("-") && is_source(word)) return word;
  }
  return {};
}

Result<std::string> find_compiler(const std::string& name, const std::string& search_path) {
  if (name.find('/') != std::string::npos) return name;
  std::string path = find_program(name, search_path,
                                  [](const std::string& found) { return !leads_to_distcc(found); });
  if (!path.empty()) return path;
  return fail(Fault::this_machine, ExitCode::compiler_missing,
              cat("failed to exec ", name, ": No such file or directory"));
}

std::string real_compiler_name(const std::string& name, const std::string& search_path) {
  std::string path = find_compiler(name, search_path).value_or(std::string());
  for (int links = 0; links < 8 && !path.empty(); ++links) {
    char target[PATH_MAX];
    const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
    if (length <= 0) return {};
    const std::string_view next(target, static_cast<std::size_t>(length));
    const std::string_view base = base_name(next);
    for (const std::string_view known : {"gcc", "g++", "clang", "clang++"}) {
      const bool versioned = base.starts_with(cat(known, "-"));
      if (base == known || versioned) return std::string(base);
    }
    path = absolute_path(next, directory_name(path));
  }
  return {};
}

}  // namespace distcc
