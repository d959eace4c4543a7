// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include <syslog.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "base/io.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::size_t longest_line = 4088;
constexpr std::array<std::string_view, 8> severity_words = {
    "EMERGENCY! ", "ALERT! ", "CRITICAL! ", "ERROR: ", "Warning: ", "", "", ""};

class FdLogger : public Logger {
 public:
  explicit FdLogger(int fd) : fd_(fd) {}
  explicit FdLogger(Fd file) : owned_(std::move(file)), fd_(owned_.get()) {}
  void write(LogLevel /*level*/, std::string_view line) override {
    (void)write_all(fd_, cat(line, "\n"));
  }

 private:
  Fd owned_;
  int fd_;
};

class SyslogLogger : public Logger {
 public:
  explicit SyslogLogger(std::string program) : program_(std::move(program)) {
    ::openlog(program_.c_str(), LOG_PID, LOG_DAEMON);
  }
  void write(LogLevel level, std::string_view line) override {
    const std::size_t text = line.find("] ");  // syslog has the name and the pid itself
    const std::string_view rest = text == std::string_view::npos ? line : line.substr(text + 2);
    ::syslog(static_cast<int>(level), "%.*s", static_cast<int>(rest.size()), rest.data());
  }

 private:
  std::string program_;
};

struct Log {
  std::string program = "distcc";
  LogLevel least = LogLevel::warning;
  std::unique_ptr<Logger> destination;
};

Log& the_log() {
  static Log log;
  return log;
}

}  // namespace

std::unique_ptr<Logger> log_to_fd(int fd) {
  return std::make_unique<FdLogger>(fd);
}
std::unique_ptr<Logger> log_to_file(Fd file) {
  return std::make_unique<FdLogger>(std::move(file));
}
std::unique_ptr<Logger> log_to_syslog(const std::string& program) {
  return std::make_unique<SyslogLogger>(program);
}

void start_log(std::string program, LogLevel least, std::unique_ptr<Logger> destination) {
  the_log() = Log{std::move(program), least, std::move(destination)};
}

bool is_logged(LogLevel level) {
  return level <= the_log().least;
}

void log_line(LogLevel level, std::string_view text) {
  if (!is_logged(level)) return;
  Log& log = the_log();
  const std::string line = format_log_line(log.program, ::getpid(), level, text);
  if (log.destination) {
    log.destination->write(level, line);
  } else {
    FdLogger(STDERR_FILENO).write(level, line);
  }
}

std::string format_log_line(std::string_view program, int pid, LogLevel level,
                            std::string_view text) {
  std::string line =
      cat(program, "[", pid, "] ", severity_words[static_cast<std::size_t>(level)], text);
  if (line.size() > longest_line) line.resize(longest_line);
  for (char& c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = byte == '\t' ? '\t' : '?';
  }
  return line;
}

bool parse_log_level(std::string_view name, LogLevel& level) {
  struct Name {
    std::string_view name;
    LogLevel level;
  };
  static constexpr Name names[] = {
      {"emerg", LogLevel::emergency}, {"emergency", LogLevel::emergency},
      {"alert", LogLevel::alert},     {"critical", LogLevel::critical},
      {"crit", LogLevel::critical},   {"error", LogLevel::error},
      {"err", LogLevel::error},       {"warning", LogLevel::warning},
      {"warn", LogLevel::warning},    {"notice", LogLevel::notice},
      {"note", LogLevel::notice},     {"info", LogLevel::info},
      {"debug", LogLevel::debug},
  };
  for (const Name& known : names) {
    if (known.name != name) continue;
    level = known.level;
    return true;
  }
  return false;
}

}  // namespace distcc
