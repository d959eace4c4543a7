// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/compilers.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

using Kind = Refusal::Kind;

unexpected<Refusal> refuse(Kind kind, std::string text) {
  return unexpected(Refusal{kind, std::move(text)});
}

bool leads_to_distcc(const std::string& path, const ProgramFiles& files) {
  return base_name(files.real_path(path)).starts_with("distcc");
}

bool is_compiler(const std::string& path, const ProgramFiles& files) {
  return files.is_program(path) && !leads_to_distcc(path, files);
}

/// `name` itself when it is the path of a program, else its base name on the search path.
expected<std::string, Refusal> find_program_for(const std::string& name, const CompilerRules& rules,
                                                const ProgramFiles& files) {
  if (is_absolute(name) && is_compiler(name, files)) return name;
  for (const std::string_view directory : split_fields(rules.search_path, ':')) {
    if (!is_absolute(directory)) continue;  // the server's own directory holds no compilers
    std::string path = cat(directory, "/", base_name(name));
    if (is_compiler(path, files)) return path;
  }
  return refuse(Kind::compiler_missing,
                cat("compiler ", name, " is not installed here (looked in ", rules.search_path,
                    "); install it, or set DISTCCD_PATH to where it is"));
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(), [](char a, char b) {
           return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
         });
}

/// The part of `name` that a link directory has to hold; stock servers take both directories too.
std::string_view without_system_directory(std::string_view name) {
  for (const std::string_view directory : {"/usr/bin/", "/bin/"}) {
    if (starts_with_ignoring_case(name, directory)) return name.substr(directory.size());
  }
  return name;
}

bool has_link(std::string_view name, const CompilerRules& rules, const ProgramFiles& files) {
  if (name.find('/') != std::string_view::npos) return false;
  return std::any_of(
      rules.link_directories.begin(), rules.link_directories.end(),
      [&](const std::string& directory) { return files.is_program(cat(directory, "/", name)); });
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || name.back() == '/') return false;
  if (name.find('\0') != std::string_view::npos) return false;
  const auto components = split_fields(name, '/');
  return std::none_of(components.begin(), components.end(),
                      [](std::string_view part) { return part == ".." || part == "."; });
}

}  // namespace

ProgramFiles ProgramFiles::of_system() {
  return {[](const std::string& path) {
            struct stat status {};
            return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
                   ::access(path.c_str(), X_OK) == 0;
          },
          [](const std::string& path) { return distcc::real_path(path); }};
}

CommandList::CommandList(std::string_view text, int compared) : compared_(compared) {
  for (const std::string& line : split_words(text, "\n\r")) {
    if (is_absolute(line)) paths_[key_of(line)] = line;
  }
}

std::string CommandList::key_of(std::string_view path) const {
  std::size_t at = path.size();
  for (int i = 0; i < compared_ && at != std::string_view::npos && at > 0; ++i) {
    at = path.rfind('/', at - 1);
  }
  return std::string(at == std::string_view::npos || at == path.size() ? path
                                                                       : path.substr(at + 1));
}

std::set<std::string> CommandList::directories() const {
  std::set<std::string> directories;
  for (const auto& [key, path] : paths_) directories.emplace(directory_name(path));
  return directories;
}

std::optional<std::string> CommandList::find(std::string_view name) const {
  const auto found = paths_.find(key_of(name));
  if (found == paths_.end()) return std::nullopt;
  return found->second;
}

expected<std::string, Refusal> find_compiler(const std::string& name, const CompilerRules& rules,
                                             const ProgramFiles& files) {
  using Basis = CompilerRules::Basis;
  if (!is_plain_name(name)) {
    return refuse(Kind::bad_compiler_name,
                  cat("\"", name,
                      "\" is not the name of a compiler; the client must ask for a "
                      "program by its name or its plain path"));
  }
  switch (rules.basis) {
    case Basis::anything:
      return find_program_for(name, rules, files);
    case Basis::unreadable_command_list:
      return refuse(Kind::command_list_unreadable,
                    cat("no compiler is allowed, because the list ", rules.command_list_path,
                        " cannot be read; make the file of DISTCC_CMDLIST readable for distccd"));
    case Basis::command_list: {
      const auto listed = rules.command_list->find(name);
      if (!listed) {
        return refuse(Kind::compiler_not_allowed,
                      cat("compiler ", name, " is not allowed; add its path to ",
                          rules.command_list_path, " (DISTCC_CMDLIST)"));
      }
      if (is_compiler(*listed, files)) return *listed;
      return refuse(Kind::compiler_missing, cat("compiler ", *listed, " of the list ",
                                                rules.command_list_path, " is not installed here"));
    }
    case Basis::link_directories:
      break;
  }
  if (!has_link(without_system_directory(name), rules, files)) {
    return refuse(Kind::compiler_not_allowed,
                  cat("compiler ", name,
                      " is not allowed; when it is installed there, run "
                      "update-distcc-symlinks on the server, or make a link "
                      "of this name in ",
                      join(rules.link_directories, " or ")));
  }
  return find_program_for(name, rules, files);
}

}  // namespace distcc
