// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "base/io.h"

namespace distcc {
namespace {

TEST(FormatLogLine, HasThePrefixThatPeopleGrepFor) {
  EXPECT_EQ(format_log_line("distcc", 12, LogLevel::info, "compile a.c on h completed ok"),
            "distcc[12] compile a.c on h completed ok");
}

TEST(FormatLogLine, NamesTheSeverityFromWarningOn) {
  struct Row {
    LogLevel level;
    const char* line;
  };
  for (const Row& row :
       {Row{LogLevel::emergency, "d[1] EMERGENCY! x"}, Row{LogLevel::alert, "d[1] ALERT! x"},
        Row{LogLevel::critical, "d[1] CRITICAL! x"}, Row{LogLevel::error, "d[1] ERROR: x"},
        Row{LogLevel::warning, "d[1] Warning: x"}, Row{LogLevel::notice, "d[1] x"},
        Row{LogLevel::info, "d[1] x"}, Row{LogLevel::debug, "d[1] x"}}) {
    EXPECT_EQ(format_log_line("d", 1, row.level, "x"), row.line);
  }
}

TEST(FormatLogLine, APeersWordsCannotForgeALine) {
  EXPECT_EQ(format_log_line("d", 1, LogLevel::info, "a\nd[2] b\r\x1b[1m\x7f\tc"),
            "d[1] a?d[2] b??[1m?\tc");
}

TEST(FormatLogLine, IsCutAt4088Bytes) {
  EXPECT_EQ(format_log_line("d", 1, LogLevel::info, std::string(9000, 'x')).size(), 4088U);
}

TEST(FormatLogLine, KeepsTextBeyondAscii) {
  EXPECT_EQ(format_log_line("d", 1, LogLevel::info, "\xe2\x80\x98x"), "d[1] \xe2\x80\x98x");
}

TEST(ParseLogLevel, KnowsTheNamesOfTheOption) {
  struct Row {
    const char* name;
    LogLevel level;
  };
  for (const Row& row : {Row{"crit", LogLevel::critical}, Row{"warning", LogLevel::warning},
                         Row{"err", LogLevel::error}, Row{"debug", LogLevel::debug}}) {
    LogLevel level = LogLevel::emergency;
    EXPECT_TRUE(parse_log_level(row.name, level)) << row.name;
    EXPECT_EQ(level, row.level) << row.name;
  }
}

TEST(ParseLogLevel, LeavesTheLevelForAnUnknownName) {
  LogLevel level = LogLevel::notice;
  EXPECT_FALSE(parse_log_level("loud", level));
  EXPECT_EQ(level, LogLevel::notice);
}

/// What a process writes to its log when it is set up so.
std::string logged(LogLevel least) {
  Pipe pipe = *make_pipe();
  const pid_t pid = ::fork();
  if (pid == 0) {
    start_log("distccd", least, log_to_fd(pipe.write_end.get()));
    log_info("some info");
    log_error("an error");
    ::_exit(0);
  }
  pipe.write_end.reset();
  std::string text = *read_to_end(pipe.read_end.get(), 10000);
  ::waitpid(pid, nullptr, 0);
  return text;
}

TEST(Log, WritesWhatIsAsSevereAsAsked) {
  const std::string text = logged(LogLevel::error);
  EXPECT_EQ(text.find("distccd["), 0U);
  EXPECT_EQ(text.find("some info"), std::string::npos);
  EXPECT_NE(text.find("] ERROR: an error\n"), std::string::npos);
}

TEST(Log, WritesALineEach) {
  const std::string text = logged(LogLevel::debug);
  EXPECT_NE(text.find("] some info\ndistccd["), std::string::npos) << text;
}

}  // namespace
}  // namespace distcc
