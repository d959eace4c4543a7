// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admit.h"

#include <string_view>
#include <utility>

#include "base/paths.h"
#include "base/text.h"
#include "command/argument.h"
#include "exec/launch.h"

namespace distcc {
namespace {

Refusal refusal_of(RefusedWords refused) {
  if (refused.kind == RefusedWords::Kind::malformed) {
    return {Refusal::Kind::malformed_command, std::move(refused.text)};
  }
  return {Refusal::Kind::forbidden_option,
          cat(refused.text, "; compile this file on the client's own machine")};
}

/// Puts `object` where the client's output is; the client's name, empty when it named none.
std::string replace_output(std::vector<std::string>& words, const ServedCommand& command,
                           std::string object) {
  if (!command.output_word) {
    words.insert(words.end(), {"-o", std::move(object)});
    return {};
  }
  std::string& word = words[*command.output_word];
  if (!command.output_glued) return std::exchange(word, std::move(object));
  return std::exchange(word, cat("-o", object)).substr(2);
}

/// Puts the server's names where the client's are.
Admitted with_our_names(std::vector<std::string> words, const ServedCommand& command) {
  Admitted admitted;
  admitted.source_name = cat("source.", command.preprocessed_extension);
  admitted.asked_source = std::exchange(words[command.input_word], admitted.source_name);
  admitted.asked_object = replace_output(words, command, object_name);
  admitted.words = std::move(words);
  return admitted;
}

/// The object's name where the client named none, as the compiler makes it.
std::string default_object(std::string_view source, bool to_assembly) {
  return cat(without_extension(base_name(source)), to_assembly ? ".s" : ".o");
}

/// Keeps the client's names but for what comes back: that is written beside the client's files, not
/// among them, and a dependency file says what it would say at the client.
Admitted with_clients_names(std::vector<std::string> words, const ServedCommand& command) {
  bool to_assembly = false;
  bool writes_dependencies = false;
  bool has_target = false;
  for (const Argument& argument : split_arguments(words, 1)) {
    to_assembly = to_assembly || argument.is(Meaning::to_assembly);
    writes_dependencies = writes_dependencies || argument.is(Meaning::dependencies);
    has_target = has_target || argument.is(Meaning::dependency_target);
  }
  Admitted admitted;
  admitted.asked_source = words[command.input_word];
  admitted.asked_object = replace_output(words, command, cat(job_mount_point, "/", object_name));
  if (!writes_dependencies) words.emplace_back("-MMD");
  words.insert(words.end(), {"-MF", cat(job_mount_point, "/", dependencies_name)});
  if (!has_target) {
    words.insert(words.end(), {"-MQ", admitted.asked_object.empty()
                                          ? default_object(admitted.asked_source, to_assembly)
                                          : admitted.asked_object});
  }
  admitted.words = std::move(words);
  return admitted;
}

using Rename = Admitted (*)(std::vector<std::string>, const ServedCommand&);

expected<Admitted, Refusal> admit_with(Rename rename, const std::vector<std::string>& words,
                                       const CompilerRules& rules, const ProgramFiles& files) {
  if (words.empty()) {
    return unexpected(Refusal{Refusal::Kind::malformed_command,
                              "the request names no compiler; the client is at fault"});
  }
  auto program = find_compiler(words.front(), rules, files);
  if (!program) return unexpected(std::move(program).error());
  const auto command = scan_request(words);
  if (!command) return unexpected(refusal_of(command.error()));
  Admitted admitted = rename(words, *command);
  // With its whole path a compiler finds its own parts, whatever PATH says.
  admitted.asked_compiler = std::exchange(admitted.words.front(), *program);
  admitted.program = std::move(*program);
  return admitted;
}

}  // namespace

expected<Admitted, Refusal> admit(const std::vector<std::string>& words, const CompilerRules& rules,
                                  const ProgramFiles& files) {
  return admit_with(with_our_names, words, rules, files);
}

expected<Admitted, Refusal> admit_pump(const std::vector<std::string>& words,
                                       const CompilerRules& rules, const ProgramFiles& files) {
  return admit_with(with_clients_names, words, rules, files);
}

}  // namespace distcc
