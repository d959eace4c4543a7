// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/command_line.h"

#include <algorithm>
#include <numeric>

namespace distcc {
namespace {

/// How many letters have to be changed, put in or left out to get from one word to the other.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t above = row[j];
      const std::size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above + 1, row[j - 1] + 1});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest_name(std::string_view misspelt, std::span<const SettingText> rows) {
  std::string_view nearest;
  std::size_t least = 4;  // further away is no misspelling
  for (const SettingText& row : rows) {
    const std::size_t distance = edit_distance(misspelt, row.name);
    if (distance >= least) continue;
    least = distance;
    nearest = row.name;
  }
  return nearest;
}

unexpected<Error> command_line_detail::unknown_option(std::string_view word,
                                                      std::span<const SettingText> rows) {
  const std::string_view name = word.substr(0, word.find('='));
  const std::string_view nearest = nearest_name(name, rows);
  std::string text = cat(name, ": unknown option");
  if (!nearest.empty()) text += cat("; did you mean ", nearest, "?");
  return bad_option(std::move(text));
}

}  // namespace distcc
