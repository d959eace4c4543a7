// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a compiler's name tells: "x86_64-linux-gnu-g++-12" is a gcc that takes .c files for C++.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "job/compile_job.h"

namespace distcc {

struct CompilerName {
  CompilerFamily family = CompilerFamily::gcc;
  bool for_cxx = false;  ///< the C++ driver: C sources are C++ for it
  bool bare = false;     ///< no directory and no prefix: gcc, g++-12, clang++-14
};

/// Tells by the base name of `word`, with prefix ("arm-none-eabi-") and version ("-12"). For names
/// that do not say the family (cc, c++, c89, c99), `real_compiler_name` is asked with the word; it
/// may be empty. Nothing when it is no compiler of C or C++, or its family stays unknown.
std::optional<CompilerName> understand_compiler_name(
    std::string_view word,
    const std::function<std::string(const std::string&)>& real_compiler_name);

/// Is this a program that takes a compiler command as its arguments (ccache, sccache)?
bool is_compiler_wrapper(std::string_view word);

}  // namespace distcc
