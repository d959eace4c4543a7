// SPDX-License-Identifier: GPL-3.0-or-later
//
// The steps by which a process becomes the server (distcc-compat.md 6.1), one function each. Their
// order is told in bin/distccd.cpp.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/fd.h"
#include "base/result.h"
#include "options/server_options.h"
#include "server/compilers.h"

namespace distcc {

enum class Mode { daemon, inetd };

/// As the options say; without any, inetd when standard input is a connected socket.
Mode choose_mode(const ServerOptions& options);

/// Where log lines go: to standard error, until it is opened. Log lines need it to live.
class LogDestination {
 public:
  /// What the options say. A file that cannot be opened is an error line, and lines go to syslog.
  void open(const ServerOptions& options);
  /// Opens a file anew, after it was rotated.
  void reopen();
  [[nodiscard]] bool is_stderr() const { return is_stderr_; }

 private:
  bool is_stderr_ = true;
  std::string path_;
  Fd file_;
};

/// Log lines to standard error until the destination is known; to syslog when that is a socket,
/// because what is written there would go to the client.
void start_early_log(const ServerOptions& options);

/// Whom a server that root starts becomes.
struct Account {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};
/// The account of this name, or else nobody's. Nothing when this process is not root's.
std::optional<Account> account_to_become(const std::string& name);
/// Makes the log file when it is not there, as the account's own: only root can do that in
/// /var/log. One that is there is left as it is.
void make_log_file(const std::string& path, const Account& account);
/// Becomes nobody special. An error has ExitCode::cannot_drop_privileges.
Result<void> become(const Account& account);

/// The directories of links whose names are allowed compilers.
std::vector<std::string> link_directories();

/// The rules about compilers. An error has ExitCode::compiler_missing, when no compiler could ever
/// be allowed.
Result<CompilerRules> read_compiler_rules(const ServerOptions& options,
                                          const Environment& environment);

/// What a compiler sees of the server's environment, but for TMPDIR. Only what makes compilers
/// work is passed on, so that no secret of the administrator's shell gets to them.
std::vector<std::string> compiler_environment(const std::vector<std::string>& own,
                                              const std::string& search_path);

/// Lets this process have as many descriptors as it may; the number.
std::size_t raise_descriptor_limit();

/// Forks and returns in the background process, in a session of its own. The foreground process
/// waits there until report_ready() or the end of the other, and ends with 0 or its exit status.
Result<Fd> go_to_background();
/// From here on nothing is heard on standard error, unless `keep_stderr`. Nothing happens when
/// `ready` is empty.
void report_ready(Fd& ready, bool keep_stderr);

/// The process id in a file, which is removed when this is dropped.
class PidFile {
 public:
  static Result<PidFile> create(const std::string& path);
  PidFile(PidFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  PidFile& operator=(PidFile&&) = delete;
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;
  ~PidFile();

 private:
  explicit PidFile(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace distcc
