// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every compiler option that is known here, and what it means for distributing. To teach distcc a
// new option, add one row to option_table.cpp (or one name to option_names.cpp when it does nothing
// but steer code generation or warnings) and one row to tests/golden/argv.table.
//
// The tables are plain constant bytes without pointers: the client starts ten thousand times a
// build, and must not spend that on building or relocating tables.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "job/outcome.h"

namespace distcc {

/// How an option takes its operand.
enum class Shape : std::uint8_t {
  alone,               ///< it takes none
  joined,              ///< the rest of the word, possibly empty
  separate,            ///< the next word
  joined_or_separate,  ///< the rest of the word, or the next word when there is none
};

/// What an option means for a compile that is preprocessed here and compiled on a host.
enum class Meaning : std::uint8_t {
  kept,                   ///< steers code, language or diagnostics: both halves get it
  preprocessor,           ///< only the preprocessor cares: the host does not get it
  linker,                 ///< only a link would care: the host does not get it
  compile,                ///< -c
  to_assembly,            ///< -S
  other_mode,             ///< makes the command something else than a compile; see `outcome`
  output,                 ///< -o
  language,               ///< -x
  dependencies,           ///< -MD, -MMD: write a dependency file as a by-product
  dependency_file,        ///< -MF
  dependency_target,      ///< -MT, -MQ
  dependency_detail,      ///< -MP, -MG, -MV
  debug,                  ///< some debug information
  no_debug,               ///< -g0
  machine,                ///< -march= and relatives, whose value may be "native"
  architecture,           ///< -arch
  target,                 ///< --target: the compiler's own target triple
  directory,              ///< names the directory that debug information shall show
  macro_prefix_map,       ///< rewrites __FILE__
  file_prefix_map,        ///< rewrites __FILE__ and debug information
  lto,                    ///< exactly "-flto"
  emit_llvm,              ///< the output is LLVM's
  for_preprocessor,       ///< -Xpreprocessor: the operand is a word for the preprocessor
  list_for_preprocessor,  ///< -Wp,: the same, several words between commas
  for_assembler,          ///< -Xassembler
  list_for_assembler,     ///< -Wa,
  for_clang,              ///< -Xclang: the operand is a word for clang's inner compiler
  for_llvm,               ///< -mllvm: the operand is a word for LLVM
  local,                  ///< cannot be distributed; `outcome` says why
};

struct OptionRow {
  char spelling[40];
  Shape shape;
  Meaning meaning;
  Outcome outcome = Outcome::compiled_remotely;  ///< for Meaning::local and Meaning::other_mode
};

/// The row for `word`: the longest spelling that fits it; null when the option is not known.
/// Options without a row of their own share the row of their family ("-f", "-m").
const OptionRow* find_option(std::string_view word);

/// As find_option, for a word that -Xclang hands to clang's inner compiler.
const OptionRow* find_inner_option(std::string_view word);

/// The tables themselves, for the test that they are in order.
std::span<const OptionRow> option_rows();
std::span<const OptionRow> inner_option_rows();

/// The harmless -f and -m options: one name a line without "-f", sorted; names that take a value
/// end in '='; a name stands for its "no-" form too.
std::string_view code_option_names();
std::string_view machine_option_names();

}  // namespace distcc
