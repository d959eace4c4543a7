// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/inner_words.h"

#include "base/text.h"

namespace distcc {
namespace {

InnerWords collect(const std::vector<Argument>& arguments, Meaning single, Meaning list) {
  InnerWords inner;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].is(single)) {
      inner.words.emplace_back(arguments[i].value);
      inner.carriers.push_back(i);
    } else if (arguments[i].is(list)) {
      for (const std::string_view word : split_fields(arguments[i].value, ',')) {
        inner.words.emplace_back(word);
        inner.carriers.push_back(i);
      }
    }
  }
  return inner;
}

Reason unknown(std::string_view word) {
  return {Outcome::unknown_option, std::string(word)};
}

/// To the preprocessor itself -MD and -MMD take the file's name as an operand.
const OptionRow* find_preprocessor_option(std::string_view word) {
  static constexpr OptionRow with_file = {"-MD", Shape::separate, Meaning::dependencies};
  static constexpr OptionRow user_with_file = {"-MMD", Shape::separate, Meaning::dependencies};
  if (word == "-MD") return &with_file;
  if (word == "-MMD") return &user_with_file;
  return find_option(word);
}

bool starts_with_one_of(std::string_view word, const std::string_view* first,
                        const std::string_view* last) {
  for (; first != last; ++first) {
    if (word.starts_with(*first)) return true;
  }
  return false;
}

/// Options of the GNU assembler that change the object only.
constexpr std::string_view harmless_for_assembler[] = {
    "-m",
    "-W",
    "-K",
    "-k",
    "-L",
    "-EB",
    "-EL",
    "-n",
    "--noexecstack",
    "--execstack",
    "--fatal-warnings",
    "--warn",
    "--no-warn",
    "--compress-debug-sections",
    "--nocompress-debug-sections",
    "--keep-locals",
    "--64",
    "--32",
    "--x32",
    "--divide",
    "--reduce-memory-overheads",
    "--elf-stt-common=",
    "--generate-missing-build-notes=",
    "--size-check=",
    "--strip-local-absolute",
    "--defsym=",
};

Outcome outcome_for_assembler(std::string_view word) {
  if (word.starts_with("-I") || word.starts_with('@')) return Outcome::reads_file_in_assembler;
  if (word.starts_with("-a") || word.starts_with("--listing") || word.starts_with("--MD") ||
      word.starts_with("-o")) {
    return Outcome::assembler_listing;
  }
  if (word.starts_with("-g") || word.starts_with("--g")) return Outcome::not_from_preprocessed;
  if (starts_with_one_of(word, std::begin(harmless_for_assembler),
                         std::end(harmless_for_assembler))) {
    return Outcome::compiled_remotely;
  }
  return Outcome::unknown_option;
}

/// Words in LLVM's options that reach for files or print statistics.
constexpr std::string_view not_for_a_host[] = {
    "load",   "file", "path", "dir",   "profile", "pgo",    "gcov",  "stats", "import",
    "record", "dump", "dot-", "view-", "print",   "plugin", "trace", "cache",
};

}  // namespace

InnerWords words_for_preprocessor(const std::vector<Argument>& arguments) {
  return collect(arguments, Meaning::for_preprocessor, Meaning::list_for_preprocessor);
}

InnerWords words_for_assembler(const std::vector<Argument>& arguments) {
  return collect(arguments, Meaning::for_assembler, Meaning::list_for_assembler);
}

InnerWords words_for_clang(const std::vector<Argument>& arguments) {
  return collect(arguments, Meaning::for_clang, Meaning::for_clang);
}

PreprocessorFacts judge_preprocessor_words(const InnerWords& inner, CompilerFamily family) {
  PreprocessorFacts facts;
  for (const Argument& argument : split_arguments(inner.words, 0, find_preprocessor_option)) {
    const std::string& word = inner.words[argument.first];
    if (argument.is(Meaning::dependencies)) {
      // clang's driver understands exactly "-Wp,-MD,FILE"; its inner compiler knows no -MD.
      const std::size_t carrier = inner.carriers[argument.first];
      const std::size_t next = argument.first + argument.count;
      const bool whole_list =
          inner.carriers[argument.first + 1] == carrier &&
          (next == inner.words.size() || inner.carriers[next] != carrier) &&
          (argument.first == 0 || inner.carriers[argument.first - 1] != carrier);
      if (family == CompilerFamily::clang && !whole_list) facts.refusal = unknown(word);
      if (facts.dependencies) facts.refusal = unknown(word);
      facts.dependencies = true;
      facts.dependency_file = argument.value;
    } else if (!argument.is(Meaning::preprocessor) && !argument.is(Meaning::dependency_target) &&
               !argument.is(Meaning::dependency_detail)) {
      facts.refusal = unknown(word);
    }
  }
  return facts;
}

std::optional<Reason> judge_assembler_words(const InnerWords& inner) {
  for (std::size_t i = 0; i < inner.words.size(); ++i) {
    const std::string& word = inner.words[i];
    if (word == "--defsym") {
      ++i;
      continue;
    }
    const Outcome outcome = outcome_for_assembler(word);
    if (outcome != Outcome::compiled_remotely) return Reason{outcome, cat("-Wa,", word)};
  }
  return std::nullopt;
}

std::optional<Reason> judge_clang_words(const InnerWords& inner) {
  for (const Argument& argument : split_arguments(inner.words, 0, find_inner_option)) {
    const std::string subject = cat("-Xclang ", inner.words[argument.first]);
    if (argument.is(Meaning::local)) return Reason{argument.row->outcome, subject};
    if (argument.is(Meaning::for_llvm)) {
      if (auto refusal = judge_llvm_word(argument.value)) return refusal;
    } else if (!argument.is(Meaning::kept) && !argument.is(Meaning::preprocessor) &&
               !argument.is(Meaning::macro_prefix_map) && !argument.is(Meaning::debug)) {
      return unknown(subject);
    }
  }
  return std::nullopt;
}

bool asks_for_debug_info(const InnerWords& clang_words) {
  for (const Argument& argument : split_arguments(clang_words.words, 0, find_inner_option)) {
    if (argument.is(Meaning::debug)) return true;
  }
  return false;
}

std::optional<Reason> judge_llvm_word(std::string_view word) {
  for (const std::string_view part : not_for_a_host) {
    if (word.find(part) != std::string_view::npos) return unknown(cat("-mllvm ", word));
  }
  return std::nullopt;
}

std::vector<std::size_t> carriers_for_preprocessor_only(const InnerWords& clang_words) {
  std::vector<std::size_t> carriers;
  for (const Argument& argument : split_arguments(clang_words.words, 0, find_inner_option)) {
    if (!argument.is(Meaning::preprocessor)) continue;
    for (std::size_t i = 0; i < argument.count; ++i) {
      carriers.push_back(clang_words.carriers[argument.first + i]);
    }
  }
  return carriers;
}

}  // namespace distcc
