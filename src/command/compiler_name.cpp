// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/compiler_name.h"

#include "base/paths.h"

namespace distcc {
namespace {

struct KnownName {
  std::string_view name;
  enum { gcc, clang, either } family;
  bool for_cxx;
};

constexpr KnownName known_names[] = {
    {"gcc", KnownName::gcc, false},     {"g++", KnownName::gcc, true},
    {"clang", KnownName::clang, false}, {"clang++", KnownName::clang, true},
    {"cc", KnownName::either, false},   {"c++", KnownName::either, true},
    {"c89", KnownName::either, false},  {"c99", KnownName::either, false},
};

/// "g++-12", "gcc12" and "gcc-12.2.0" without their version; "-posix" and "-win32" are the thread
/// models in the names of MinGW.
std::string_view without_version(std::string_view name) {
  for (const std::string_view model : {"-posix", "-win32"}) {
    if (name.ends_with(model)) name.remove_suffix(model.size());
  }
  if (name == "c89" || name == "c99" || name.ends_with("-c89") || name.ends_with("-c99")) {
    return name;
  }
  const std::size_t last = name.find_last_not_of("0123456789.");
  if (last == std::string_view::npos) return name;
  std::string_view stem = name.substr(0, last + 1);
  if (stem.size() < name.size() && stem.ends_with('-')) stem.remove_suffix(1);
  return stem;
}

const KnownName* find_known_name(std::string_view stem) {
  const std::size_t dash = stem.rfind('-');
  const std::string_view last = dash == std::string_view::npos ? stem : stem.substr(dash + 1);
  for (const KnownName& known : known_names) {
    if (known.name == last) return &known;
  }
  return nullptr;
}

}  // namespace

std::optional<CompilerName> understand_compiler_name(
    std::string_view word,
    const std::function<std::string(const std::string&)>& real_compiler_name) {
  const std::string_view stem = without_version(base_name(word));
  const KnownName* known = find_known_name(stem);
  if (known == nullptr) return std::nullopt;
  CompilerName name;
  name.for_cxx = known->for_cxx;
  name.bare = word.find('/') == std::string_view::npos && stem == known->name;
  if (known->family != KnownName::either) {
    name.family = known->family == KnownName::clang ? CompilerFamily::clang : CompilerFamily::gcc;
    return name;
  }
  if (!real_compiler_name) return std::nullopt;
  const auto real = understand_compiler_name(real_compiler_name(std::string(word)), {});
  if (!real) return std::nullopt;
  name.family = real->family;
  return name;
}

bool is_compiler_wrapper(std::string_view word) {
  const std::string_view name = base_name(word);
  return name == "ccache" || name == "sccache";
}

}  // namespace distcc
