// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/rewrite.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "command/argument.h"
#include "command/compiler_name.h"
#include "command/inner_words.h"
#include "command/source_name.h"

namespace distcc {
namespace {

void append_as_typed(const Argument& argument, const std::vector<std::string>& from,
                     std::vector<std::string>& to) {
  for (std::size_t i = 0; i < argument.count; ++i) to.push_back(from[argument.first + i]);
}

bool has(const std::vector<Argument>& arguments, Meaning meaning) {
  return std::any_of(arguments.begin(), arguments.end(),
                     [meaning](const Argument& argument) { return argument.is(meaning); });
}

/// The words that make the dependency file what it would be with -c and -o. Without -o the
/// preprocessor's own target (the source's base name with .o) is already right.
void append_dependency_words(const CompileJob& job, const std::vector<Argument>& arguments,
                             std::vector<std::string>& words) {
  if (!job.dependencies.wanted) return;
  // gcc's driver names no target for the sake of a -Wp,-MD, which it does not look into.
  const bool by_driver =
      has(arguments, Meaning::dependencies) || job.family == CompilerFamily::clang;
  if (has(arguments, Meaning::dependencies) && !has(arguments, Meaning::dependency_file)) {
    words.insert(words.end(), {"-MF", job.dependencies.path});
  }
  if (by_driver && job.output_given && !job.dependencies.target_given) {
    words.insert(words.end(), {"-MQ", job.output});
  }
}

/// Builds the words for a host, argument by argument.
class RemoteWords {
 public:
  RemoteWords(const CompileJob& job, const std::vector<Argument>& arguments)
      : job_(job), dropped_(carriers_for_preprocessor_only(words_for_clang(arguments))) {}

  void add(std::size_t index, const Argument& argument) {
    if (argument.first == job_.input_word) {
      add_input();
      return;
    }
    if (std::find(dropped_.begin(), dropped_.end(), index) != dropped_.end()) return;
    switch (argument.row->meaning) {
      case Meaning::preprocessor:
      case Meaning::linker:
      case Meaning::dependencies:
      case Meaning::dependency_file:
      case Meaning::dependency_target:
      case Meaning::dependency_detail:
      case Meaning::for_preprocessor:
      case Meaning::list_for_preprocessor:
      case Meaning::output:
      case Meaning::language:
        break;
      case Meaning::compile:
      case Meaning::to_assembly:
        // The servers know the short spellings only, and one of them is enough.
        if (!mode_added_) words_.emplace_back(job_.to_assembly ? "-S" : "-c");
        mode_added_ = true;
        break;
      case Meaning::lto:
        words_.emplace_back("-flto=full");
        break;
      case Meaning::macro_prefix_map:
      case Meaning::file_prefix_map:
        add_prefix_map(argument);
        break;
      default:
        append_as_typed(argument, job_.words, words_);
        break;
    }
  }

  std::vector<std::string> take() { return std::move(words_); }

 private:
  /// The name tells the server what the text is; where the name tells something else, -x does.
  void add_input() {
    if (source_kind_of_name(job_.input).language != job_.language) {
      words_.insert(words_.end(), {"-x", std::string(preprocessed_language(job_.language))});
    }
    words_.push_back(job_.input);
  }

  /// __builtin_FILE and std::source_location are mapped by the compiler proper. clang's driver
  /// passes the map for macros on only when it preprocesses, and warns about it otherwise.
  void add_prefix_map(const Argument& argument) {
    const bool for_all = argument.is(Meaning::file_prefix_map);
    if (job_.family == CompilerFamily::gcc || for_all) {
      append_as_typed(argument, job_.words, words_);
    }
    if (job_.family == CompilerFamily::clang) {
      words_.insert(words_.end(), {"-Xclang", cat("-fmacro-prefix-map=", argument.value)});
    }
  }

  const CompileJob& job_;
  std::vector<std::size_t> dropped_;
  std::vector<std::string> words_;
  bool mode_added_ = false;
};

/// clang calls the same machine "x86_64-pc-linux-gnu" that gcc's names begin with
/// "x86_64-linux-gnu" for.
std::string triple_for_clang(const std::string& triple) {
  constexpr std::string_view plain = "x86_64-linux-";
  if (!triple.starts_with(plain)) return triple;
  return cat("x86_64-pc-linux-", triple.substr(plain.size()));
}

struct RemoteCompiler {
  std::string word;
  std::string target;  ///< for clang's --target=; empty: none
};

RemoteCompiler remote_compiler(const std::string& word, const RemoteNames& names) {
  RemoteCompiler compiler{word, ""};
  if ((word == "cc" || word == "c++") && names.real_compiler_name) {
    const std::string real = names.real_compiler_name(word);
    if (!real.empty()) compiler.word = real;
  }
  const auto name = understand_compiler_name(compiler.word, names.real_compiler_name);
  if (!names.with_triple || !name || !name->bare) return compiler;
  if (name->family == CompilerFamily::clang) {
    compiler.target = triple_for_clang(names.triple);
    return compiler;
  }
  const std::string prefixed = cat(names.triple, "-", compiler.word);
  if (names.is_on_path && names.is_on_path(prefixed)) compiler.word = prefixed;
  return compiler;
}

}  // namespace

std::vector<std::string> preprocess_command(const CompileJob& job) {
  const std::vector<Argument> arguments = split_arguments(job.words, 1);
  std::vector<std::string> words = {job.words.front()};
  words.reserve(job.words.size() + 5);
  words.emplace_back("-E");
  for (const Argument& argument : arguments) {
    if (argument.is(Meaning::compile) || argument.is(Meaning::to_assembly)) continue;
    if (argument.is(Meaning::output)) continue;
    append_as_typed(argument, job.words, words);
  }
  append_dependency_words(job, arguments, words);
  return words;
}

std::vector<std::string> remote_command(const CompileJob& job, const RemoteNames& names) {
  const std::vector<Argument> arguments = split_arguments(job.words, 1);
  RemoteWords remote(job, arguments);
  for (std::size_t i = 0; i < arguments.size(); ++i) remote.add(i, arguments[i]);
  const RemoteCompiler compiler = remote_compiler(job.words.front(), names);
  std::vector<std::string> words = remote.take();
  words.insert(words.begin(), compiler.word);
  if (!compiler.target.empty() && !has(arguments, Meaning::target)) {
    words.push_back(cat("--target=", compiler.target));
  }
  if (job.family == CompilerFamily::clang && job.debug_info &&
      !has(arguments, Meaning::directory)) {
    words.push_back(cat("-fdebug-compilation-dir=", names.directory));
  }
  words.insert(words.end(), {"-o", job.output});
  return words;
}

std::vector<std::string> pump_command(const CompileJob& job, const RemoteNames& names) {
  const std::vector<Argument> arguments = split_arguments(job.words, 1);
  const RemoteCompiler compiler = remote_compiler(job.words.front(), names);
  std::vector<std::string> words = job.words;
  words.front() = compiler.word;
  if (!compiler.target.empty() && !has(arguments, Meaning::target)) {
    words.push_back(cat("--target=", compiler.target));
  }
  if (!job.output_given) words.insert(words.end(), {"-o", job.output});
  if (job.dependencies.wanted && !job.dependencies.target_given) {
    words.insert(words.end(), {"-MT", job.output});
  }
  return words;
}

}  // namespace distcc
