// SPDX-License-Identifier: GPL-3.0-or-later
//
// Log lines in the form that people grep for (distcc-compat.md 5.14, 6.7):
//   distcc[PID] (function) ERROR: text
// One write a line, so that the lines of a thousand clients in one file stay whole.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/fd.h"

namespace distcc {

enum class LogLevel { emergency, alert, critical, error, warning, notice, info, debug };

/// Where a process writes its log lines, and from which severity on.
class Logger {
 public:
  virtual ~Logger() = default;
  virtual void write(LogLevel level, std::string_view line) = 0;
};

/// Lines go to `fd`, which stays the caller's.
std::unique_ptr<Logger> log_to_fd(int fd);
/// Lines go to the file, appended; its owner is the logger.
std::unique_ptr<Logger> log_to_file(Fd file);
/// Lines go to syslog(3), facility daemon, under the name of the program.
std::unique_ptr<Logger> log_to_syslog(const std::string& program);

/// Sets up logging for this process. `program` is "distcc" or "distccd". Not thread-safe: call it
/// before threads start. Without a call, warnings and worse go to stderr.
void start_log(std::string program, LogLevel least, std::unique_ptr<Logger> destination);

[[nodiscard]] bool is_logged(LogLevel level);

void log_line(LogLevel level, std::string_view text);
inline void log_error(std::string_view text) {
  log_line(LogLevel::error, text);
}
inline void log_warning(std::string_view text) {
  log_line(LogLevel::warning, text);
}
inline void log_notice(std::string_view text) {
  log_line(LogLevel::notice, text);
}
inline void log_info(std::string_view text) {
  log_line(LogLevel::info, text);
}
inline void log_debug(std::string_view text) {
  log_line(LogLevel::debug, text);
}

/// The line without its newline: prefix, severity, text; at most 4088 bytes; control characters
/// of `text` replaced, so that a peer's words cannot forge a line.
std::string format_log_line(std::string_view program, int pid, LogLevel level,
                            std::string_view text);

/// "warning", "crit" … as the option --log-level names them; nothing for an unknown name.
bool parse_log_level(std::string_view name, LogLevel& level);

}  // namespace distcc
