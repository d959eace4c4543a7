// SPDX-License-Identifier: GPL-3.0-or-later
//
// What must hold for every row of all tables, whoever adds one.
#include <gtest/gtest.h>

#include <set>

#include "options/agent_options.h"
#include "options/client_options.h"
#include "options/command_line.h"
#include "options/server_options.h"

namespace distcc {
namespace {

struct Row {
  std::string program;
  SettingText text;
  std::string default_value;  ///< as --show-config prints it
};

template <class Options>
void append_rows(std::vector<Row>& all, const char* program,
                 std::span<const Setting<Options>> rows) {
  for (const auto& row : rows) all.push_back({program, row, row.print(Options())});
}

std::vector<Row> all_rows() {
  std::vector<Row> all;
  append_rows(all, "distcc", client_settings());
  append_rows(all, "distccd", server_settings());
  append_rows(all, "agent", agent_settings());
  return all;
}

class SettingRow : public ::testing::TestWithParam<Row> {
 protected:
  const SettingText& row_ = GetParam().text;
};

TEST_P(SettingRow, HasALineOfHelp) {
  ASSERT_FALSE(row_.help.empty());
  EXPECT_LE(row_.help.size(), 70u);
  EXPECT_NE(row_.help.back(), '.');
  EXPECT_EQ(row_.help.find('\n'), row_.help.npos);
}

TEST_P(SettingRow, HasSentencesInTheManual) {
  if (row_.manual.empty()) return;  // then the line of help says all
  EXPECT_EQ(row_.manual.back(), '.');
  EXPECT_EQ(row_.manual.find('\n'), row_.manual.npos);
}

TEST_P(SettingRow, IsAnOptionOrAVariable) {
  const bool upper = row_.name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == row_.name.npos;
  EXPECT_TRUE(row_.is_option() || upper);
  EXPECT_TRUE(row_.letter == 0 || row_.is_option());
  // read_environment takes name.data() for a C string.
  EXPECT_EQ(row_.name.data()[row_.name.size()], '\0');
}

TEST_P(SettingRow, AVariableSaysWhatItTakes) {
  EXPECT_TRUE(row_.is_option() || !row_.value.empty());
}

TEST_P(SettingRow, TellsItsTrueDefault) {
  // A number in words such as "4 for each job" is no plain default.
  const std::string_view fallback = row_.fallback.substr(0, row_.fallback.find(','));
  const auto number = parse_integer(fallback);
  if (!number) return;
  if (row_.name == "UNCACHED_ERR_FD") return;  // 0 stands for standard error, which is 2
  EXPECT_EQ(cat(*number), GetParam().default_value);
}

INSTANTIATE_TEST_SUITE_P(All, SettingRow, ::testing::ValuesIn(all_rows()),
                         [](const auto& param_info) {
                           std::string name = param_info.param.program;
                           for (const char c : param_info.param.text.name) {
                             name += c == '-' ? '_' : c;
                           }
                           return name;
                         });

TEST(SettingsTable, NamesAndLettersAreUnique) {
  std::set<std::string> names;
  std::set<char> letters;
  for (const Row& row : all_rows()) {
    EXPECT_TRUE(names.insert(cat(row.program, " ", row.text.name)).second) << row.text.name;
    if (row.text.letter == 0) continue;
    EXPECT_TRUE(letters.insert(row.text.letter).second) << row.text.letter;
  }
}

TEST(HelpTable, NamesEveryRowWithinEightyColumns) {
  const std::string help = help_table(texts_of(server_settings()));
  for (const std::string_view line : split_fields(help, '\n')) EXPECT_LE(line.size(), 80u) << line;
  for (const auto& row : server_settings()) {
    EXPECT_NE(help.find(row.name), help.npos) << row.name;
  }
}

TEST(HelpTable, ShowsLetterValueAndDefault) {
  const SettingText rows[] = {{"--port", 'p', "PORT", "3632", "port to listen on", ""},
                              {"NAME", 0, "0|1", "", "a variable", ""}};
  EXPECT_EQ(help_table(rows),
            "  -p, --port PORT             port to listen on (default: 3632)\n"
            "  NAME=0|1                    a variable\n");
}

TEST(HelpTable, LongNamesHaveALineOfTheirOwn) {
  const SettingText rows[] = {{"--a-name-that-is-very-long", 0, "VALUE", "", "help", ""}};
  EXPECT_EQ(help_table(rows),
            "  --a-name-that-is-very-long VALUE\n                              help\n");
}

TEST(ManualTable, IsTroff) {
  const SettingText rows[] = {{"--log-file", 'l', "FILE", "sys-log", "short", "The \\file."}};
  EXPECT_EQ(manual_table(rows),
            ".TP\n.B \\-l\\fR, \\fB\\-\\-log\\-file\\fR \\fIFILE\\fR\nThe \\efile.\n"
            "Default: sys\\-log.\n");
}

TEST(ManualTable, TakesTheHelpWhereThereIsNoParagraph) {
  const SettingText rows[] = {{"--daemon", 0, "", "", "serve", ""}};
  EXPECT_EQ(manual_table(rows), ".TP\n.B \\-\\-daemon\nserve\n");
}

TEST(TroffEscaped, ProtectsWhatTroffWouldTakeForARequest) {
  EXPECT_EQ(troff_escaped(".so file"), "\\&.so file");
  EXPECT_EQ(troff_escaped("'quoted'"), "\\&'quoted'");
  EXPECT_EQ(troff_escaped("a-b\\c"), "a\\-b\\ec");
}

}  // namespace
}  // namespace distcc
