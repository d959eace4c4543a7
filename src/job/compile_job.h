// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace distcc {

enum class Language { c, cxx, objective_c, objective_cxx };

/// Which family of compilers a command belongs to; it decides about a few spellings.
enum class CompilerFamily { gcc, clang };

/// Where the compile writes its dependency file.
struct DependencyFile {
  bool wanted = false;
  std::string path;           ///< as the compiler would name it, relative to cwd or absolute
  bool target_given = false;  ///< -MT or -MQ is among the words
};

/// One compile of one translation unit that may be distributed, as understood from its command.
struct CompileJob {
  std::vector<std::string> words;  ///< the whole command, response files expanded; [0] = compiler
  CompilerFamily family = CompilerFamily::gcc;
  Language language = Language::c;
  std::size_t input_word = 0;  ///< index of the source in `words`
  std::string input;           ///< the source as written, relative to cwd or absolute
  std::string output;          ///< where the object goes, explicit or as the compiler would name it
  bool output_given = false;   ///< there is an -o
  bool preprocessed = false;   ///< the input needs no preprocessor (.i, .ii, -x cpp-output)
  bool to_assembly = false;    ///< -S: the output is assembler text
  bool debug_info = false;     ///< some -g that is not -g0 is in force
  DependencyFile dependencies;
  std::vector<std::size_t> native_words;  ///< -march=native and relatives, still to be resolved
};

}  // namespace distcc
