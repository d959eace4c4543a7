// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fills a structure of settings from the environment and from a command line of the form that
// distccd has always taken: --name=value, --name value, -n value, -nvalue, -abc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"
#include "base/result.h"
#include "options/setting.h"

namespace distcc {

/// The name among `names` that is nearest to a misspelt one; empty when none is near.
std::string_view nearest_name(std::string_view misspelt, std::span<const SettingText> rows);

namespace command_line_detail {

inline unexpected<Error> bad_option(std::string text) {
  return fail(Fault::this_machine, ExitCode::bad_arguments, std::move(text));
}

unexpected<Error> unknown_option(std::string_view word, std::span<const SettingText> rows);

template <class Options>
const Setting<Options>* find_row(std::span<const Setting<Options>> rows, std::string_view word) {
  for (const auto& row : rows) {
    const bool by_name = row.is_option() && row.name == word.substr(0, word.find('='));
    const bool by_letter = row.letter != 0 && word.size() >= 2 && word[1] == row.letter;
    if (word.starts_with("--") ? by_name : by_letter) return &row;
  }
  return nullptr;
}

}  // namespace command_line_detail

template <class Options>
Result<void> read_environment(std::span<const Setting<Options>> rows,
                              const Environment& environment, Options& options) {
  for (const auto& row : rows) {
    if (row.is_option()) continue;
    const auto value = environment.get(row.name.data());
    if (!value || row.parse(options, *value)) continue;
    return command_line_detail::bad_option(cat(row.name, ": it takes ", row.value));
  }
  return {};
}

/// Words that are no options are ignored, as distccd always did. Errors read "OPTION: reason".
template <class Options>
Result<void> read_command_line(std::span<const Setting<Options>> rows,
                               const std::vector<std::string>& words, Options& options) {
  using namespace command_line_detail;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (word.size() < 2 || word[0] != '-' || word == "--") continue;
    const auto* row = find_row(rows, word);
    if (row == nullptr) return unknown_option(word, texts_of(rows));
    const bool is_long = word.starts_with("--");
    const std::size_t equals = word.find('=');
    std::string_view glued =
        is_long ? (equals == word.npos ? "" : word.substr(equals + 1)) : word.substr(2);
    const bool has_glued = is_long ? equals != word.npos : !glued.empty();
    if (row->value.empty()) {
      if (has_glued) return bad_option(cat(word, ": takes no value"));
      row->parse(options, "");
      continue;
    }
    if (!has_glued && i + 1 == words.size()) return bad_option(cat(word, ": needs a value"));
    const std::string_view value = has_glued ? glued : std::string_view(words[++i]);
    if (!row->parse(options, value)) {
      return bad_option(cat(row->name, ": ", value, " is not a valid ", row->value));
    }
  }
  return {};
}

}  // namespace distcc
