// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every setting is one row: its name, what it takes, its default, a line of help, a paragraph for
// the manual, and the field that it fills. Parsing, --help, the manual pages and --show-config
// are loops over the rows, so they cannot disagree.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/text.h"

namespace distcc {

/// A setting that counts as soon as it is there, whatever its value.
struct Presence {
  bool present = false;
};

/// What a row looks like without the type of the structure it fills.
struct SettingText {
  std::string_view name;      ///< "--port", or "DISTCC_LOG" for an environment variable
  char letter = 0;            ///< 'p' when there is a "-p"
  std::string_view value;     ///< "PORT": how help calls the value; empty for a switch
  std::string_view fallback;  ///< the default in words, "" when there is nothing to say
  std::string_view help;      ///< one line
  std::string_view manual;    ///< a paragraph, plain sentences

  [[nodiscard]] bool is_option() const { return name.starts_with("--"); }
};

template <class Options>
struct Setting : SettingText {
  /// Stores a value; false when it is not one of this kind.
  bool (*parse)(Options&, std::string_view);
  /// The value in force, as one would write it.
  std::string (*print)(const Options&);
};

namespace setting_detail {

inline bool parse_value(std::string& field, std::string_view text) {
  field = text;
  return true;
}
inline bool parse_value(std::optional<std::string>& field, std::string_view text) {
  field = std::string(text);
  return true;
}
/// Only "0" and "1" count; anything else means the default (distcc-compat.md 2).
inline bool parse_value(bool& field, std::string_view text) {
  if (text == "0" || text == "1") field = text == "1";
  return true;
}
inline bool parse_value(Presence& field, std::string_view /*text*/) {
  field.present = true;
  return true;
}
inline bool parse_value(int& field, std::string_view text) {
  const auto number = parse_integer(text);
  if (!number || *number < -2147483647 || *number > 2147483647) return false;
  field = static_cast<int>(*number);
  return true;
}
inline bool parse_value(std::optional<int>& field, std::string_view text) {
  int number = 0;
  if (!parse_value(number, text)) return false;
  field = number;
  return true;
}
template <class Rep, class Period>
bool parse_value(std::chrono::duration<Rep, Period>& field, std::string_view text) {
  const auto number = parse_integer(text);
  if (!number || *number < -2147483647 || *number > 2147483647) return false;
  field = std::chrono::duration<Rep, Period>(*number);
  return true;
}
inline bool parse_value(std::vector<std::string>& field, std::string_view text) {
  field.emplace_back(text);
  return true;
}

inline std::string print_value(const std::string& field) {
  return field;
}
inline std::string print_value(const std::optional<std::string>& field) {
  return field.value_or("(not set)");
}
inline std::string print_value(bool field) {
  return field ? "1" : "0";
}
inline std::string print_value(const Presence& field) {
  return field.present ? "set" : "(not set)";
}
inline std::string print_value(int field) {
  return cat(field);
}
inline std::string print_value(const std::optional<int>& field) {
  return field ? cat(*field) : "(not set)";
}
template <class Rep, class Period>
std::string print_value(std::chrono::duration<Rep, Period> field) {
  return cat(field.count());
}
inline std::string print_value(const std::vector<std::string>& field) {
  return join(field, " ");
}

template <class Options, class Field>
Options options_of(Field Options::*);

}  // namespace setting_detail

/// The row of one field: setting<&ServerOptions::port>({"--port", 'p', …}).
template <auto Field>
constexpr auto setting(SettingText text) {
  using Options = decltype(setting_detail::options_of(Field));
  return Setting<Options>{
      text,
      [](Options& options, std::string_view value) {
        return setting_detail::parse_value(options.*Field, value);
      },
      [](const Options& options) { return setting_detail::print_value(options.*Field); }};
}

/// The option table of --help: one or two columns, wrapped at 80.
std::string help_table(std::span<const SettingText> rows);
/// `text` as troff for a manual page shows it, when it stands at the beginning of a line.
std::string troff_escaped(std::string_view text);
/// The same rows as troff, for a manual page.
std::string manual_table(std::span<const SettingText> rows);

template <class Options>
std::vector<SettingText> texts_of(std::span<const Setting<Options>> rows) {
  return {rows.begin(), rows.end()};
}

/// NAME=value for every row, for --show-config.
template <class Options>
std::string show_config(std::span<const Setting<Options>> rows, const Options& options) {
  std::string lines;
  for (const Setting<Options>& row : rows) lines += cat(row.name, "=", row.print(options), "\n");
  return lines;
}

}  // namespace distcc
