// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/served_command.h"

#include <string_view>

#include "base/result.h"
#include "base/text.h"
#include "command/argument.h"
#include "command/source_name.h"

namespace distcc {
namespace {

using Kind = RefusedWords::Kind;

unexpected<RefusedWords> refuse(Kind kind, std::string text) {
  return unexpected(RefusedWords{kind, std::move(text)});
}

/// Spellings that are refused with whatever follows them. gcc takes "--plugin" for "-fplugin".
constexpr std::string_view forbidden[] = {
    "-wrapper",
    "--wrapper",
    "-B",
    "--prefix",
    "--gcc-toolchain",
    "-gcc-toolchain",
    "--gcc-install-dir",
    "-ccc-",
    "-specs",
    "--specs",
    "-fplugin",
    "--plugin",
    "-plugin",
    "-fpass-plugin",
    "--pass-plugin",
    "-load",
    "--load",
    "-add-plugin",
    "-iplugindir",
    "--config",
    "--driver-mode",
};

bool is_forbidden(std::string_view word) {
  if (word.starts_with('@')) return true;
  for (const std::string_view spelling : forbidden) {
    if (word.starts_with(spelling)) return true;
  }
  return false;
}

bool is_forbidden_for_assembler(std::string_view word) {
  const bool listing_to_file = word.starts_with("-a") && word.find('=') != std::string_view::npos;
  return is_forbidden(word) || word.starts_with("-o") || word.starts_with("--MD") ||
         listing_to_file;
}

/// A word may hold further words: between commas, or behind the equals sign of a driver's option
/// that hands its value on.
bool holds_forbidden(std::string_view word) {
  if (is_forbidden(word)) return true;
  for (const std::string_view carrier : {"-Xclang=", "-mllvm=", "--for-linker="}) {
    if (word.starts_with(carrier)) return is_forbidden(word.substr(carrier.size()));
  }
  if (word.starts_with("--for-assembler=")) {
    return is_forbidden_for_assembler(word.substr(word.find('=') + 1));
  }
  const bool for_assembler = word.starts_with("-Wa,");
  if (!for_assembler && !word.starts_with("-Wp,") && !word.starts_with("-Wl,")) return false;
  for (const std::string_view part : split_fields(word.substr(4), ',')) {
    if (for_assembler ? is_forbidden_for_assembler(part) : is_forbidden(part)) return true;
  }
  return false;
}

expected<void, RefusedWords> check_forbidden(const std::vector<std::string>& words,
                                             const std::vector<Argument>& arguments) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (holds_forbidden(words[i])) {
      return refuse(Kind::forbidden_option, cat("option ", words[i], " is not allowed"));
    }
  }
  for (const Argument& argument : arguments) {
    if (argument.is(Meaning::for_assembler) && is_forbidden_for_assembler(argument.value)) {
      return refuse(Kind::forbidden_option,
                    cat("option ", words[argument.first], " ", argument.value, " is not allowed"));
    }
  }
  return {};
}

struct Found {
  bool compiles = false;
  std::optional<std::size_t> input;
  std::optional<Argument> output;
};

expected<void, RefusedWords> note_plain_word(const std::string& word, std::size_t at,
                                             Found& found) {
  if (word.ends_with(".o")) {
    return refuse(Kind::malformed, cat("the output ", word, " is named without -o"));
  }
  if (!looks_like_source(word)) return {};  // the operand of an option that is newer than we are
  if (found.input) return refuse(Kind::malformed, "there is more than one source");
  found.input = at;
  return {};
}

expected<void, RefusedWords> note(const std::vector<std::string>& words, const Argument& argument,
                                  Found& found) {
  const std::string& word = words[argument.first];
  if (argument.kind == Argument::Kind::plain_word) {
    return note_plain_word(word, argument.first, found);
  }
  if (argument.kind == Argument::Kind::missing_operand) {
    return refuse(Kind::malformed, cat("option ", word, " lacks its operand"));
  }
  if (argument.is(Meaning::compile) || argument.is(Meaning::to_assembly)) found.compiles = true;
  if (word == "-E") return refuse(Kind::malformed, "the command only preprocesses");
  if (!argument.is(Meaning::output)) return {};
  if (found.output) return refuse(Kind::malformed, "there is more than one output");
  if (!word.starts_with("-o")) return refuse(Kind::malformed, "the output is named without -o");
  found.output = argument;
  return {};
}

}  // namespace

expected<ServedCommand, RefusedWords> scan_request(const std::vector<std::string>& words) {
  if (words.empty() || words.front().empty() || words.front().front() == '-') {
    return refuse(Kind::malformed, "the command names no compiler");
  }
  const std::vector<Argument> arguments = split_arguments(words, 1);
  TRY(check_forbidden(words, arguments));
  Found found;
  for (const Argument& argument : arguments) TRY(note(words, argument, found));
  if (!found.compiles) return refuse(Kind::malformed, "there is neither -c nor -S");
  if (!found.input) return refuse(Kind::malformed, "there is no source");

  ServedCommand served;
  served.input_word = *found.input;
  const std::string_view input = words[served.input_word];
  served.input_extension = input.substr(input.rfind('.') + 1);
  served.preprocessed_extension = preprocessed_extension(source_kind_of_name(input).language);
  if (found.output) {
    served.output_glued = found.output->count == 1;
    served.output_word = found.output->first + found.output->count - 1;
  }
  return served;
}

}  // namespace distcc
