// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two steps: the arguments are gathered into facts by what the option table says they mean, then
// the facts are judged. A refusal found on the way waits until the judgement, so that a link is
// called a link and not a command with some option.
#include "command/understand.h"

#include <optional>
#include <string_view>
#include <utility>

#include "base/paths.h"
#include "base/text.h"
#include "command/argument.h"
#include "command/compiler_name.h"
#include "command/inner_words.h"
#include "command/response_file.h"
#include "command/source_name.h"

namespace distcc {
namespace {

struct Input {
  std::size_t word = 0;
  std::optional<SourceKind> forced;  ///< by the -x in force there
};

struct Facts {
  bool compile = false;
  bool to_assembly = false;
  bool emit_llvm = false;
  std::optional<Reason> mode;     ///< why it is no compile at all
  std::optional<Reason> refusal;  ///< the first argument that keeps it here
  std::optional<SourceKind> forced;
  std::vector<Input> inputs;
  std::vector<std::string_view> outputs;
  bool dependencies = false;
  bool dependency_target = false;
  std::string_view dependency_file;
  bool debug_info = false;
  int architectures = 0;
  std::vector<std::size_t> native_words;
};

class Gatherer {
 public:
  Gatherer(const std::vector<std::string>& words, CompilerFamily family)
      : words_(words), family_(family) {}

  Facts gather(const std::vector<Argument>& arguments) {
    for (const Argument& argument : arguments) add(argument);
    return std::move(facts_);
  }

 private:
  void refuse(Outcome outcome, std::string_view subject) {
    if (!facts_.refusal) facts_.refusal = Reason{outcome, std::string(subject)};
  }

  void refuse(std::optional<Reason> reason) {
    if (reason && !facts_.refusal) facts_.refusal = std::move(reason);
  }

  void add(const Argument& argument) {
    switch (argument.kind) {
      case Argument::Kind::plain_word:
        facts_.inputs.push_back({argument.first, facts_.forced});
        break;
      case Argument::Kind::unknown_option:
      case Argument::Kind::missing_operand:
        refuse(Outcome::unknown_option, words_[argument.first]);
        break;
      case Argument::Kind::option:
        add_option(argument);
        break;
    }
  }

  void add_option(const Argument& argument) {
    const std::string& word = words_[argument.first];
    switch (argument.row->meaning) {
      case Meaning::compile:
        facts_.compile = true;
        break;
      case Meaning::to_assembly:
        facts_.to_assembly = true;
        break;
      case Meaning::emit_llvm:
        facts_.emit_llvm = family_ == CompilerFamily::clang;
        break;
      case Meaning::other_mode:
        if (!facts_.mode) facts_.mode = Reason{argument.row->outcome, word};
        break;
      case Meaning::output:
        facts_.outputs.push_back(argument.value);
        break;
      case Meaning::language:
        facts_.forced = source_kind_of_language(argument.value);
        break;
      case Meaning::debug:
        facts_.debug_info = true;
        break;
      case Meaning::no_debug:
        facts_.debug_info = false;
        break;
      case Meaning::machine:
        if (argument.value == "native") facts_.native_words.push_back(argument.first);
        break;
      case Meaning::architecture:
        if (++facts_.architectures > 1) refuse(Outcome::several_architectures, argument.value);
        break;
      case Meaning::lto:
        // Stock servers hang up on exactly "-flto". clang has another spelling for it.
        if (family_ == CompilerFamily::gcc) refuse(Outcome::not_from_preprocessed, word);
        break;
      case Meaning::for_llvm:
        refuse(judge_llvm_word(argument.value));
        break;
      case Meaning::local:
        refuse(argument.row->outcome, word);
        break;
      default:
        add_dependency_option(argument);
        break;
    }
    if (argument.count == 2 && goes_to_host(argument.row->meaning)) check_operand(argument);
  }

  void add_dependency_option(const Argument& argument) {
    switch (argument.row->meaning) {
      case Meaning::dependencies:
        facts_.dependencies = true;
        break;
      case Meaning::dependency_file:
        facts_.dependency_file = argument.value;
        break;
      case Meaning::dependency_target:
        facts_.dependency_target = true;
        break;
      default:
        break;
    }
  }

  static bool goes_to_host(Meaning meaning) {
    return meaning == Meaning::kept || meaning == Meaning::architecture ||
           meaning == Meaning::target || meaning == Meaning::directory ||
           meaning == Meaning::for_clang || meaning == Meaning::for_llvm ||
           meaning == Meaning::for_assembler;
  }

  /// Servers count every word that looks like a source or an object, operands too.
  void check_operand(const Argument& argument) {
    if (looks_like_source(argument.value) || argument.value.ends_with(".o")) {
      refuse(Outcome::unknown_option, cat(words_[argument.first], " ", argument.value));
    }
  }

  const std::vector<std::string>& words_;
  CompilerFamily family_;
  Facts facts_;
};

using Verdict = expected<void, Reason>;

Verdict refuse(Outcome outcome, std::string_view subject = {}) {
  return unexpected(Reason{outcome, std::string(subject)});
}

/// Is this a compile of one source at all, and does no option keep it here?
Verdict judge_mode(const Facts& facts) {
  if (facts.mode) return unexpected(*facts.mode);
  if (!facts.compile && !facts.to_assembly) return refuse(Outcome::not_a_compile);
  if (facts.refusal) return unexpected(*facts.refusal);
  return {};
}

Verdict judge_inner_words(const std::vector<Argument>& arguments) {
  if (auto refusal = judge_assembler_words(words_for_assembler(arguments))) {
    return unexpected(*refusal);
  }
  if (auto refusal = judge_clang_words(words_for_clang(arguments))) {
    return unexpected(*refusal);
  }
  return {};
}

Verdict judge_input(const Facts& facts, bool for_cxx, CompileJob& job) {
  if (facts.inputs.empty()) return refuse(Outcome::no_input);
  for (const Input& input : facts.inputs) {
    const std::string& word = job.words[input.word];
    if (word == "-") return refuse(Outcome::input_from_stdin);
    if (word.starts_with('@')) return refuse(Outcome::unreadable_response_file, word);
  }
  if (facts.inputs.size() > 1) {
    return refuse(Outcome::several_inputs, job.words[facts.inputs[1].word]);
  }
  const Input& input = facts.inputs.front();
  job.input_word = input.word;
  job.input = job.words[input.word];
  const SourceKind by_name = source_kind_of_name(job.input);
  const SourceKind kind = input.forced.value_or(by_name);
  if (kind.outcome != Outcome::compiled_remotely) return refuse(kind.outcome, job.input);
  if (!looks_like_source(job.input)) return refuse(by_name.outcome, job.input);
  job.language = kind.language;
  job.preprocessed = kind.preprocessed;
  if (for_cxx && !input.forced && job.language == Language::c) job.language = Language::cxx;
  const std::string_view name = base_name(job.input);
  if (name.starts_with("conftest.") || name.starts_with("tmp.conftest.")) {
    return refuse(Outcome::configure_probe, job.input);
  }
  return {};
}

std::string_view output_extension(const Facts& facts) {
  if (facts.emit_llvm) return facts.to_assembly ? ".ll" : ".bc";
  return facts.to_assembly ? ".s" : ".o";
}

Verdict judge_output(const Facts& facts, CompileJob& job) {
  if (facts.outputs.size() > 1) return refuse(Outcome::several_outputs, facts.outputs.back());
  job.to_assembly = facts.to_assembly;
  job.output_given = !facts.outputs.empty();
  if (!job.output_given) {
    job.output = cat(without_extension(base_name(job.input)), output_extension(facts));
    return {};
  }
  job.output = facts.outputs.front();
  if (job.output == "-" || job.output == "/dev/stdout") return refuse(Outcome::output_to_stdout);
  if (job.output.empty()) return refuse(Outcome::unknown_option, "-o");
  return {};
}

/// Where the dependency file goes, as the drivers work it out.
Verdict judge_dependencies(const Facts& facts, const std::vector<Argument>& arguments,
                           CompileJob& job) {
  const PreprocessorFacts inner =
      judge_preprocessor_words(words_for_preprocessor(arguments), job.family);
  if (inner.refusal) return unexpected(*inner.refusal);
  if (inner.dependencies && (facts.dependencies || !facts.dependency_file.empty())) {
    return refuse(Outcome::unknown_option, "-Wp,-MD beside -MD");
  }
  // Nothing runs the preprocessor over text that needs none, so no file is written either.
  job.dependencies.wanted = (facts.dependencies || inner.dependencies) && !job.preprocessed;
  if (!job.dependencies.wanted) return {};
  job.dependencies.target_given = facts.dependency_target;
  job.dependencies.path = inner.dependencies ? inner.dependency_file : facts.dependency_file;
  if (job.dependencies.path.empty()) {
    if (job.output.starts_with("/dev/")) return refuse(Outcome::side_output, job.output);
    const std::string_view stem =
        without_extension(job.output_given ? std::string_view(job.output) : base_name(job.input));
    job.dependencies.path = cat(stem, ".d");
  }
  if (job.dependencies.path == "-" || job.dependencies.path.starts_with("/dev/std")) {
    return refuse(Outcome::side_output, cat("-MF ", job.dependencies.path));
  }
  return {};
}

}  // namespace

expected<CompileJob, Reason> understand(const std::vector<std::string>& words,
                                        const CommandContext& context) {
  CompileJob job;
  job.words = TRY_VALUE(expand_response_files(words, context.read_response_file));
  while (!job.words.empty() && is_compiler_wrapper(job.words.front())) {
    job.words.erase(job.words.begin());
  }
  if (job.words.empty()) return unexpected(Reason{Outcome::unknown_compiler, ""});
  const auto compiler = understand_compiler_name(job.words.front(), context.real_compiler_name);
  if (!compiler) return unexpected(Reason{Outcome::unknown_compiler, job.words.front()});
  job.family = compiler->family;

  const std::vector<Argument> arguments = split_arguments(job.words, 1);
  const Facts facts = Gatherer(job.words, job.family).gather(arguments);
  TRY(judge_mode(facts));
  TRY(judge_inner_words(arguments));
  TRY(judge_input(facts, compiler->for_cxx, job));
  TRY(judge_output(facts, job));
  TRY(judge_dependencies(facts, arguments, job));
  if (context.dependencies_by_environment && !job.preprocessed) {
    return unexpected(Reason{Outcome::dependencies_by_environment, ""});
  }
  job.debug_info = facts.debug_info || asks_for_debug_info(words_for_clang(arguments));
  job.native_words = facts.native_words;
  return job;
}

}  // namespace distcc
