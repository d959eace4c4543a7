// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which program runs for the compiler that a client names (distcc-compat.md 6.4). The list of
// allowed compilers decides about the name; the program is then the real compiler of that name,
// never a link to distcc, which would send the job out again.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "server/refusal.h"

namespace distcc {

/// What is asked of the file system; a test answers from a table.
struct ProgramFiles {
  std::function<bool(const std::string& path)> is_program;        ///< an executable regular file
  std::function<std::string(const std::string& path)> real_path;  ///< "" when there is none
  static ProgramFiles of_system();
};

/// The file of DISTCC_CMDLIST: one path of an allowed compiler a line.
class CommandList {
 public:
  /// `compared`: how many of the last components of a path a request has to match.
  CommandList(std::string_view text, int compared);
  /// The listed path; nothing when `name` is not allowed.
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return paths_.size(); }
  /// The directories of the listed paths.
  [[nodiscard]] std::set<std::string> directories() const;

 private:
  [[nodiscard]] std::string key_of(std::string_view path) const;
  int compared_;
  std::map<std::string, std::string> paths_;
};

struct CompilerRules {
  enum class Basis { link_directories, command_list, unreadable_command_list, anything };
  Basis basis = Basis::link_directories;
  std::vector<std::string> link_directories;  ///< made by update-distcc-symlinks
  std::optional<CommandList> command_list;
  std::string command_list_path;
  std::string search_path;  ///< where the real compilers are, colon-separated
};

/// The absolute path of the program to run for `name`.
expected<std::string, Refusal> find_compiler(const std::string& name, const CompilerRules& rules,
                                             const ProgramFiles& files);

}  // namespace distcc
