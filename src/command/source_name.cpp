// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/source_name.h"

namespace distcc {
namespace {

struct NamedKind {
  std::string_view name;
  SourceKind kind;
};

constexpr SourceKind not_distributed(Outcome outcome) {
  return {Language::c, false, outcome};
}

constexpr NamedKind by_extension[] = {
    {"c", {Language::c}},
    {"i", {Language::c, true}},
    {"cc", {Language::cxx}},
    {"cp", {Language::cxx}},
    {"cpp", {Language::cxx}},
    {"cxx", {Language::cxx}},
    {"c++", {Language::cxx}},
    {"C", {Language::cxx}},
    {"ii", {Language::cxx, true}},
    {"m", {Language::objective_c}},
    {"mi", {Language::objective_c, true}},
    {"mm", {Language::objective_cxx}},
    {"M", {Language::objective_cxx}},
    {"mii", {Language::objective_cxx, true}},
    {"s", not_distributed(Outcome::assembler_source)},
    {"S", not_distributed(Outcome::assembler_source)},
    {"sx", not_distributed(Outcome::assembler_source)},
    {"asm", not_distributed(Outcome::assembler_source)},
    {"h", not_distributed(Outcome::header_as_input)},
    {"hh", not_distributed(Outcome::header_as_input)},
    {"H", not_distributed(Outcome::header_as_input)},
    {"hp", not_distributed(Outcome::header_as_input)},
    {"hxx", not_distributed(Outcome::header_as_input)},
    {"hpp", not_distributed(Outcome::header_as_input)},
    {"HPP", not_distributed(Outcome::header_as_input)},
    {"h++", not_distributed(Outcome::header_as_input)},
    {"tcc", not_distributed(Outcome::header_as_input)},
    {"cppm", not_distributed(Outcome::modules)},
    {"ccm", not_distributed(Outcome::modules)},
    {"cxxm", not_distributed(Outcome::modules)},
    {"c++m", not_distributed(Outcome::modules)},
    {"ixx", not_distributed(Outcome::modules)},
    {"pcm", not_distributed(Outcome::modules)},
    {"cu", not_distributed(Outcome::offload)},
    {"cui", not_distributed(Outcome::offload)},
    {"hip", not_distributed(Outcome::offload)},
};

constexpr NamedKind by_language[] = {
    {"c", {Language::c}},
    {"cpp-output", {Language::c, true}},
    {"c-cpp-output", {Language::c, true}},
    {"c++", {Language::cxx}},
    {"c++-cpp-output", {Language::cxx, true}},
    {"objective-c", {Language::objective_c}},
    {"objc", {Language::objective_c}},
    {"objective-c-cpp-output", {Language::objective_c, true}},
    {"objc-cpp-output", {Language::objective_c, true}},
    {"objective-c++", {Language::objective_cxx}},
    {"objc++", {Language::objective_cxx}},
    {"objective-c++-cpp-output", {Language::objective_cxx, true}},
    {"objc++-cpp-output", {Language::objective_cxx, true}},
    {"c-header", not_distributed(Outcome::header_as_input)},
    {"c++-header", not_distributed(Outcome::header_as_input)},
    {"objective-c-header", not_distributed(Outcome::header_as_input)},
    {"objective-c++-header", not_distributed(Outcome::header_as_input)},
    {"assembler", not_distributed(Outcome::assembler_source)},
    {"assembler-with-cpp", not_distributed(Outcome::assembler_source)},
    {"c++-module", not_distributed(Outcome::modules)},
    {"c++-user-header", not_distributed(Outcome::modules)},
    {"c++-system-header", not_distributed(Outcome::modules)},
    {"c++-header-unit-header", not_distributed(Outcome::modules)},
    {"cuda", not_distributed(Outcome::offload)},
    {"hip", not_distributed(Outcome::offload)},
};

std::string_view extension_of_word(std::string_view word) {
  const std::size_t dot = word.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : word.substr(dot + 1);
}

const SourceKind* find_by_extension(std::string_view word) {
  const std::string_view wanted = extension_of_word(word);
  for (const NamedKind& row : by_extension) {
    if (row.name == wanted) return &row.kind;
  }
  return nullptr;
}

}  // namespace

SourceKind source_kind_of_name(std::string_view name) {
  const SourceKind* kind = find_by_extension(name);
  return kind == nullptr ? not_distributed(Outcome::unknown_language) : *kind;
}

std::optional<SourceKind> source_kind_of_language(std::string_view language) {
  if (language == "none") return std::nullopt;
  for (const NamedKind& row : by_language) {
    if (row.name == language) return row.kind;
  }
  return not_distributed(Outcome::unknown_language);
}

std::string_view preprocessed_language(Language language) {
  switch (language) {
    case Language::c:
      return "cpp-output";
    case Language::cxx:
      return "c++-cpp-output";
    case Language::objective_c:
      return "objective-c-cpp-output";
    case Language::objective_cxx:
      return "objective-c++-cpp-output";
  }
  return "cpp-output";
}

bool looks_like_source(std::string_view word) {
  const SourceKind* kind = find_by_extension(word);
  return kind != nullptr && kind->outcome == Outcome::compiled_remotely;
}

std::string_view preprocessed_extension(Language language) {
  switch (language) {
    case Language::c:
      return "i";
    case Language::cxx:
      return "ii";
    case Language::objective_c:
      return "mi";
    case Language::objective_cxx:
      return "mii";
  }
  return "i";
}

}  // namespace distcc
