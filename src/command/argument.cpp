// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/argument.h"

namespace distcc {
namespace {

Argument argument_at(const std::vector<std::string>& words, std::size_t at, FindOption find) {
  const std::string_view word = words[at];
  Argument argument;
  argument.first = at;
  argument.value = word;
  if (word.empty() || word.front() != '-' || word == "-") return argument;
  argument.row = find(word);
  if (argument.row == nullptr) {
    argument.kind = Argument::Kind::unknown_option;
    return argument;
  }
  argument.kind = Argument::Kind::option;
  const std::string_view spelling = argument.row->spelling;
  argument.value = word.substr(spelling.size());
  const Shape shape = argument.row->shape;
  const bool operand_follows =
      shape == Shape::separate || (shape == Shape::joined_or_separate && word == spelling);
  if (!operand_follows) return argument;
  if (at + 1 == words.size()) {
    argument.kind = Argument::Kind::missing_operand;
    return argument;
  }
  argument.count = 2;
  argument.value = words[at + 1];
  return argument;
}

}  // namespace

std::vector<Argument> split_arguments(const std::vector<std::string>& words, std::size_t start,
                                      FindOption find) {
  std::vector<Argument> arguments;
  arguments.reserve(words.size());
  for (std::size_t at = start; at < words.size(); at += arguments.back().count) {
    arguments.push_back(argument_at(words, at, find));
  }
  return arguments;
}

}  // namespace distcc
