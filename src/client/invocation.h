// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "base/environment.h"
#include "base/result.h"

namespace distcc {

/// How distcc was called (distcc-compat.md 1.1).
struct Invocation {
  enum class Form {
    own_option,  ///< distcc --version
    implicit,    ///< distcc -c a.c: the compiler is cc
    explicit_,   ///< distcc gcc -c a.c
    masquerade,  ///< gcc -c a.c, through a link called gcc
  };
  Form form = Form::explicit_;
  /// The compile command, its compiler first; for own_option the words from the option on.
  std::vector<std::string> words;
};

Invocation read_invocation(const std::vector<std::string>& argv);

/// The first word that looks like a source file, for messages and monitors; empty when none does.
std::string source_among(const std::vector<std::string>& words);

/// What distcc may find out about its own place in PATH and in a chain of calls.
struct Surroundings {
  std::string search_path;  ///< PATH for compilers: in masquerade form, what follows our directory
  bool trimmed = false;     ///< something was cut off
  int depth = 0;            ///< calls of distcc above this one; more than 0 is recursion
};

/// PATH and depth for this call (distcc-compat.md 5.1 step 3, 5.12). `argv0` as received,
/// `directory` is the current one.
Surroundings read_surroundings(const Invocation& invocation, const std::string& argv0,
                               const std::string& directory, const Environment& environment);

/// The program called `name` as a path: on `search_path`, passing over links to distcc itself. A
/// name with a slash is itself. The error has ExitCode::compiler_missing.
Result<std::string> find_compiler(const std::string& name, const std::string& search_path);

/// What a bare "cc" or "c++" stands for by its symbolic links: the first name on the way that
/// ends in gcc, g++, clang or clang++ (with a version or not); empty when it cannot be told.
std::string real_compiler_name(const std::string& name, const std::string& search_path);

}  // namespace distcc
