// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the words of a compile (and its environment) say to the preprocessor: where to search, what
// to read first, which macros; and which words have to be given to the compiler when it is asked
// for the rest.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/expected.h"
#include "job/compile_job.h"
#include "job/outcome.h"

namespace distcc {

struct SearchWords {
  // Directories as written, in order.
  std::vector<std::string> quote;    ///< -iquote
  std::vector<std::string> bracket;  ///< -I, then CPATH
  std::vector<std::string> system;   ///< -isystem, then C_INCLUDE_PATH and its relatives
  std::vector<std::string> after;    ///< -idirafter
  std::vector<std::string> embed;    ///< --embed-dir
  /// -include and -imacros, in order.
  std::vector<std::string> read_first;
  /// -D as directives, one a line.
  std::string definitions;
  /// The command that makes the compiler tell its own directories and macros.
  std::vector<std::string> question;
  /// Its answer depends on the current directory.
  bool question_is_relative = false;
};

/// The environment of the compile, as far as the compiler may look at it.
using JobEnvironment = std::map<std::string, std::string>;

expected<SearchWords, Reason> search_words(const CompileJob& job,
                                           const JobEnvironment& environment);

}  // namespace distcc
