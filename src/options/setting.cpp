// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/setting.h"

namespace distcc {
namespace {

constexpr std::size_t help_column = 30;
constexpr std::size_t help_width = 80;

std::string spelling(const SettingText& row) {
  std::string text = row.letter != 0 ? cat("-", row.letter, ", ") : std::string();
  text += row.name;
  if (!row.value.empty()) text += cat(row.is_option() ? " " : "=", row.value);
  return text;
}

void append_wrapped(std::string& out, const std::string& text) {
  std::size_t column = help_column;
  for (const std::string& word : split_words(text)) {
    if (column > help_column && column + 1 + word.size() > help_width) {
      out += cat("\n", std::string(help_column, ' '));
      column = help_column;
    }
    if (column > help_column) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  out += '\n';
}

std::string with_default(const SettingText& row, std::string_view text) {
  if (row.fallback.empty()) return std::string(text);
  return cat(text, " (default: ", row.fallback, ")");
}

}  // namespace

std::string help_table(std::span<const SettingText> rows) {
  std::string table;
  for (const SettingText& row : rows) {
    std::string left = cat("  ", spelling(row));
    if (left.size() + 2 > help_column) {
      table += cat(left, "\n");
      left.clear();
    }
    left.resize(help_column, ' ');
    table += left;
    append_wrapped(table, with_default(row, row.help));
  }
  return table;
}

std::string troff_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (!out.empty() && (out.front() == '.' || out.front() == '\'')) out.insert(0, "\\&");
  return out;
}

std::string manual_table(std::span<const SettingText> rows) {
  std::string page;
  for (const SettingText& row : rows) {
    page += ".TP\n.B ";
    if (row.letter != 0) page += cat("\\-", row.letter, "\\fR, \\fB");
    page += troff_escaped(row.name);
    if (!row.value.empty()) page += cat("\\fR ", "\\fI", troff_escaped(row.value), "\\fR");
    page += cat("\n", troff_escaped(row.manual.empty() ? row.help : row.manual), "\n");
    if (!row.fallback.empty()) page += cat("Default: ", troff_escaped(row.fallback), ".\n");
  }
  return page;
}

}  // namespace distcc
