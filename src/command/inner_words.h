// SPDX-License-Identifier: GPL-3.0-or-later
//
// Words that a driver hands on to one of its stages (-Wp, -Xpreprocessor, -Wa, -Xassembler,
// -Xclang, -mllvm). Each stage has options of its own, some of which write or read files.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command/argument.h"
#include "job/compile_job.h"
#include "job/outcome.h"

namespace distcc {

/// The words for one stage, in order, and which argument of the command carried each.
struct InnerWords {
  std::vector<std::string> words;
  std::vector<std::size_t> carriers;  ///< indices into the arguments
};

InnerWords words_for_preprocessor(const std::vector<Argument>& arguments);
InnerWords words_for_assembler(const std::vector<Argument>& arguments);
InnerWords words_for_clang(const std::vector<Argument>& arguments);

/// What the words for the preprocessor ask for beside macros and search paths.
struct PreprocessorFacts {
  bool dependencies = false;
  std::string dependency_file;
  std::optional<Reason> refusal;
};
PreprocessorFacts judge_preprocessor_words(const InnerWords& inner, CompilerFamily family);

std::optional<Reason> judge_assembler_words(const InnerWords& inner);
std::optional<Reason> judge_clang_words(const InnerWords& inner);
/// Does a word of -Xclang turn debug information on?
bool asks_for_debug_info(const InnerWords& clang_words);
std::optional<Reason> judge_llvm_word(std::string_view word);

/// Which arguments carry words of -Xclang that only the preprocessor needs.
std::vector<std::size_t> carriers_for_preprocessor_only(const InnerWords& clang_words);

}  // namespace distcc
