// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admit.h"

#include <utility>

#include "base/text.h"

namespace distcc {
namespace {

Refusal refusal_of(RefusedWords refused) {
  if (refused.kind == RefusedWords::Kind::malformed) {
    return {Refusal::Kind::malformed_command, std::move(refused.text)};
  }
  return {Refusal::Kind::forbidden_option,
          cat(refused.text, "; compile this file on the client's own machine")};
}

/// Puts the server's names where the client's are.
Admitted with_our_names(std::vector<std::string> words, const ServedCommand& command,
                        std::string program) {
  Admitted admitted;
  admitted.source_name = cat("source.", command.preprocessed_extension);
  admitted.asked_compiler = words.front();
  admitted.asked_source = std::exchange(words[command.input_word], admitted.source_name);
  if (!command.output_word) {
    words.insert(words.end(), {"-o", object_name});
  } else if (command.output_glued) {
    admitted.asked_object =
        std::exchange(words[*command.output_word], cat("-o", object_name)).substr(2);
  } else {
    admitted.asked_object = std::exchange(words[*command.output_word], object_name);
  }
  // With its whole path a compiler finds its own parts, whatever PATH says.
  words.front() = program;
  admitted.program = std::move(program);
  admitted.words = std::move(words);
  return admitted;
}

}  // namespace

tl::expected<Admitted, Refusal> admit(const std::vector<std::string>& words,
                                      const CompilerRules& rules, const ProgramFiles& files) {
  if (words.empty()) {
    return tl::unexpected(Refusal{Refusal::Kind::malformed_command,
                                  "the request names no compiler; the client is at fault"});
  }
  auto program = find_compiler(words.front(), rules, files);
  if (!program) return tl::unexpected(std::move(program).error());
  auto command = scan_request(words);
  if (!command) return tl::unexpected(refusal_of(std::move(command).error()));
  return with_our_names(words, *command, std::move(*program));
}

}  // namespace distcc
