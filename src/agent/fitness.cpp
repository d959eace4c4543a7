// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/fitness.h"

#include <string_view>

namespace distcc {
namespace {

/// Beginnings of words. Servers put their own directory before the operands of -I, -include,
/// -imacros, -idirafter, -isystem and -iquote only (distcc-compat.md 4.7).
constexpr std::string_view unfit_words[] = {
    "@",
    "--sysroot",
    "-isysroot",
    "-imultilib",
    "-iprefix",
    "-iwithprefix",
    "-iframework",
    "-F",
    "-B",
    "-I-",
    "--include",
    "--imacros",
    "--embed-dir",
    "-Xpreprocessor",
    "--gcc-toolchain",
    "-gcc-toolchain",
    "-resource-dir",
    "-specs",
    "--specs",
    "-ivfsoverlay",
    "-cxx-isystem",
    "-stdlib++-isystem",
    "-isystem-after",
    "-Xclang",
    "-internal-isystem",
    "--config",
};

/// Where a compiler looks beside its command. Servers have an environment of their own.
constexpr const char* unfit_variables[] = {
    "CPATH",
    "C_INCLUDE_PATH",
    "CPLUS_INCLUDE_PATH",
    "OBJC_INCLUDE_PATH",
    "OBJCPLUS_INCLUDE_PATH",
    "GCC_EXEC_PREFIX",
    "COMPILER_PATH",
    "CCC_OVERRIDE_OPTIONS",
};

}  // namespace

std::optional<std::string> unfit_for_files(const std::vector<std::string>& words,
                                           const Environment& environment) {
  for (const char* variable : unfit_variables) {
    if (environment.has(variable)) return variable;
  }
  for (const std::string& word : words) {
    for (const std::string_view unfit : unfit_words) {
      if (word.starts_with(unfit)) return word;
    }
    const bool names_paths = word.find(",-I") != word.npos || word.find(",-i") != word.npos;
    if (word.starts_with("-Wp,") && names_paths) return word;
  }
  return std::nullopt;
}

}  // namespace distcc
