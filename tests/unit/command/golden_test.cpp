// SPDX-License-Identifier: GPL-3.0-or-later
//
// Each row of tests/golden/argv.table is a case: a command, and what becomes of it.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "command/response_file.h"
#include "command/rewrite.h"
#include "command/source_name.h"
#include "command/understand.h"

namespace distcc {
namespace {

struct GoldenRow {
  int line = 0;
  std::string command;
  std::vector<std::string> columns;  ///< without the command
};

void PrintTo(const GoldenRow& row, std::ostream* out) {
  *out << "line " << row.line;
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

std::vector<GoldenRow> read_table() {
  std::vector<GoldenRow> rows;
  std::ifstream file(TESTS_DIRECTORY "/golden/argv.table");
  std::string text;
  for (int line = 1; std::getline(file, text); ++line) {
    if (text.empty() || text.front() == '#') continue;
    GoldenRow row;
    row.line = line;
    for (const std::string_view field : split_fields(text, '|')) {
      row.columns.push_back(trimmed(field));
    }
    row.command = row.columns.front();
    row.columns.erase(row.columns.begin());
    rows.push_back(row);
  }
  return rows;
}

CommandContext context() {
  CommandContext context;
  context.read_response_file = [](const std::string& path) -> Result<std::string> {
    if (path == "list") return std::string("-c a.c");
    if (path == "nested") return std::string("@list\n-O2\n");
    if (path == "loop") return std::string("@loop");
    return fail(Fault::this_machine, ExitCode::no_such_file, "no such file");
  };
  context.real_compiler_name = [](const std::string& name) -> std::string {
    if (name == "cc") return "gcc";
    if (name == "c++") return "g++";
    return "";
  };
  return context;
}

class Golden : public testing::TestWithParam<GoldenRow> {};

/// What a stock server counts in the words it gets (distcc-compat.md 5.2).
void expect_stock_server_accepts(const std::vector<std::string>& words) {
  int sources = 0;
  int outputs = 0;
  int modes = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "-o") {
      ++outputs;
      ++i;
    } else if (word == "-c" || word == "-S") {
      ++modes;
    } else if (word.front() != '-') {
      if (looks_like_source(word)) ++sources;
      EXPECT_FALSE(word.ends_with(".o")) << word;
    }
    EXPECT_FALSE(word.starts_with("-M")) << word;
    EXPECT_NE(word, "-flto");
    EXPECT_FALSE(word.starts_with("-dr") || word.starts_with("-specs=")) << word;
  }
  EXPECT_EQ(sources, 1) << join(words, " ");
  EXPECT_EQ(outputs, 1) << join(words, " ");
  EXPECT_EQ(modes, 1) << join(words, " ");
}

TEST_P(Golden, Row) {
  const GoldenRow& row = GetParam();
  SCOPED_TRACE(cat("argv.table:", row.line, ": ", row.command));
  const auto job = understand(split_response_file(row.command), context());
  const std::string expected = row.columns.front();
  if (!job) {
    EXPECT_EQ(row_of(job.error().outcome).key, expected) << job.error().describe();
    return;
  }
  ASSERT_EQ(expected, "remote");
  if (row.columns.size() > 1) {
    EXPECT_EQ(job->output, row.columns[1]);
  }
  if (row.columns.size() > 2) {
    EXPECT_EQ(job->dependencies.path, row.columns[2]);
    EXPECT_EQ(job->dependencies.wanted, !row.columns[2].empty());
  }
  RemoteNames names;
  names.directory = "/home/me";
  names.triple = "x86_64-linux-gnu";
  expect_stock_server_accepts(remote_command(*job, names));
}

INSTANTIATE_TEST_SUITE_P(ArgvTable, Golden, testing::ValuesIn(read_table()),
                         [](const testing::TestParamInfo<GoldenRow>& row) {
                           return cat("line_", row.param.line);
                         });

}  // namespace
}  // namespace distcc
