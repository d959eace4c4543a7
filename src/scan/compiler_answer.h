// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a compiler tells when it is asked for its own include directories and macros.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace distcc {

struct CompilerAnswer {
  std::vector<std::string> directories;  ///< for <names>, in order, as the compiler writes them
  std::vector<std::string> missing;      ///< would be searched too, if they were there
  std::string macros;                    ///< its predefined macros as #define lines
};

/// Understands what `CC -E -v -dM` wrote to standard error and standard output.
Result<CompilerAnswer> parse_compiler_answer(std::string_view messages, std::string macros);

struct CompilerQuestion {
  std::string compiler;                  ///< path of the program
  std::vector<std::string> words;        ///< from SearchWords
  std::string directory;                 ///< where it runs
  std::vector<std::string> environment;  ///< "NAME=value"
};

/// Runs the compiler (some 10 ms).
Result<CompilerAnswer> ask_compiler(const CompilerQuestion& question);

}  // namespace distcc
