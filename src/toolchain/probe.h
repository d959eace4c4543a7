// SPDX-License-Identifier: GPL-3.0-or-later
//
// Is the compiler of a host the one that is here? A version number does not tell: distributions
// patch compilers and change their defaults. So both compile the same small preprocessed text, and
// the objects are compared byte by byte. Every server can do that, stock ones too, and it asks just
// what matters: would a job's object be the one that a local compile makes?
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command/rewrite.h"
#include "job/compile_job.h"

namespace distcc {

/// A compiler as a command names it, and the language that it is called for.
struct ProbedCompiler {
  std::string word;  ///< "gcc", "/opt/gcc-13/bin/g++"
  CompilerFamily family = CompilerFamily::gcc;
  bool cxx = false;
};

ProbedCompiler probed_compiler(const CompileJob& job);

/// The text. It has what compilers' defaults show in: calls to other files, a buffer on the stack,
/// an indirect call, a switch, arithmetic with doubles, and in C++ a virtual function and a
/// handler.
std::string_view probe_text(bool cxx);

/// The command for a host, which gets the text as the preprocessed source.
std::vector<std::string> probe_words_for_host(const ProbedCompiler& compiler,
                                              const RemoteNames& names);
/// The command for this machine, with source and object in `directory`.
std::vector<std::string> probe_words_here(const ProbedCompiler& compiler,
                                          const std::string& directory);
std::string probe_source(const ProbedCompiler& compiler, const std::string& directory);
std::string probe_object(const std::string& directory);

/// What a compiler calls itself in its objects: "GCC: (Debian 12.2.0-14) 12.2.0", "Debian clang
/// version 14.0.6"; empty when the object does not say. Control characters end it.
std::string compiler_ident(std::string_view object);

/// How the compiler that made `theirs` differs from the one that made `ours`, half a sentence;
/// empty when the objects are the same.
std::string probe_difference(std::string_view ours, std::string_view theirs);

}  // namespace distcc
