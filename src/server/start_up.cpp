// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/start_up.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/process.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr uid_t nobody_id = 65534;
constexpr mode_t log_mode = 0644;
constexpr std::size_t most_of_command_list = 1 << 20;
constexpr const char* default_search_path = "/usr/local/bin:/usr/bin:/bin";

bool is_socket(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

LogLevel log_level(const ServerOptions& options) {
  LogLevel level = LogLevel::notice;
  if (!parse_log_level(options.log_level, level)) {
    log_warning(cat("--log-level: no such level: ", options.log_level));
  }
  return options.verbose.present ? LogLevel::debug : level;
}

Fd open_log(const std::string& path) {
  return Fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, log_mode));
}

bool has_entries(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(directory.c_str()), &::closedir);
  if (!open) return false;
  while (const dirent* entry = ::readdir(open.get())) {
    if (entry->d_name[0] != '.') return true;
  }
  return false;
}

/// The search path without the directories of links to distcc, which would send jobs out again.
std::string search_path(const ServerOptions& options, const Environment& environment) {
  std::string path = options.path.value_or(environment.get("PATH").value_or(""));
  if (path.empty()) path = default_search_path;
  const auto links = link_directories();
  std::string kept;
  for (const std::string_view directory : split_fields(path, ':')) {
    if (std::find(links.begin(), links.end(), directory) != links.end()) continue;
    kept += cat(kept.empty() ? "" : ":", directory);
  }
  return kept;
}

void read_command_list(const ServerOptions& options, CompilerRules& rules) {
  rules.command_list_path = *options.command_list;
  const auto text = read_file(rules.command_list_path, most_of_command_list);
  if (!text) {
    rules.basis = CompilerRules::Basis::unreadable_command_list;
    log_error(cat("DISTCC_CMDLIST: ", text.error().text, "; no compiler is allowed"));
    return;
  }
  rules.basis = CompilerRules::Basis::command_list;
  rules.command_list = CommandList(*text, options.command_list_words);
  log_info(cat("compilers allowed by ", rules.command_list_path, ": ", rules.command_list->size()));
}

}  // namespace

Mode choose_mode(const ServerOptions& options) {
  if (options.inetd.present) return Mode::inetd;
  if (options.daemon.present) return Mode::daemon;
  return is_socket(STDIN_FILENO) ? Mode::inetd : Mode::daemon;
}

void start_early_log(const ServerOptions& options) {
  LogLevel level = LogLevel::notice;
  parse_log_level(options.log_level, level);
  start_log("distccd", options.verbose.present ? LogLevel::debug : level,
            is_socket(STDERR_FILENO) ? log_to_syslog("distccd") : log_to_fd(STDERR_FILENO));
}

void LogDestination::open(const ServerOptions& options) {
  const LogLevel level = log_level(options);
  if (options.log_stderr.present) {
    start_log("distccd", level, log_to_fd(STDERR_FILENO));
    return;
  }
  is_stderr_ = false;
  path_ = options.log_file;
  if (!path_.empty()) {
    file_ = open_log(path_);
    if (file_) {
      start_log("distccd", level, log_to_fd(file_.get()));
      return;
    }
    log_error(cat("failed to open ", path_, ": ", std::strerror(errno),
                  "; log lines go to syslog, until the user of this server can write the file"));
  }
  start_log("distccd", level, log_to_syslog("distccd"));
}

void LogDestination::reopen() {
  if (path_.empty() || !file_) return;
  const Fd fresh = open_log(path_);
  if (!fresh) return log_error(cat("failed to open ", path_, ": ", std::strerror(errno)));
  // In place of the old one: other threads write to this descriptor meanwhile.
  ::dup3(fresh.get(), file_.get(), O_CLOEXEC);
}

std::optional<Account> account_to_become(const std::string& name) {
  if (::getuid() != 0 && ::geteuid() != 0) return std::nullopt;
  const passwd* found = ::getpwnam(name.c_str());
  if (found == nullptr) {
    log_warning(cat("there is no user ", name, "; running as nobody instead"));
    found = ::getpwnam("nobody");
  }
  if (found == nullptr) return Account{"nobody", nobody_id, nobody_id};
  return Account{found->pw_name, found->pw_uid, found->pw_gid};
}

void make_log_file(const std::string& path, const Account& account) {
  const Fd made(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, log_mode));
  if (made && ::fchown(made.get(), account.uid, account.gid) != 0) {
    log_warning(cat("cannot give ", path, " to user ", account.name));
  }
}

Result<void> become(const Account& account) {
  if (::setgroups(1, &account.gid) != 0 || ::setgid(account.gid) != 0 ||
      ::setuid(account.uid) != 0) {
    return fail_errno(cat("cannot become user ", account.name), ExitCode::cannot_drop_privileges);
  }
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return {};
}

std::vector<std::string> link_directories() {
  std::vector<std::string> directories = {DISTCC_LIBDIR "/distcc"};
  if (directories.front() != "/usr/lib/distcc") directories.emplace_back("/usr/lib/distcc");
  return directories;
}

Result<CompilerRules> read_compiler_rules(const ServerOptions& options,
                                          const Environment& environment) {
  CompilerRules rules;
  rules.search_path = search_path(options, environment);
  if (options.command_list) {
    read_command_list(options, rules);
    return rules;
  }
  if (options.insecure.present) {
    rules.basis = CompilerRules::Basis::anything;
    return rules;
  }
  rules.link_directories = link_directories();
  const auto& directories = rules.link_directories;
  if (std::none_of(directories.begin(), directories.end(), has_entries)) {
    return fail(Fault::this_machine, ExitCode::compiler_missing,
                cat("no compiler is allowed: there are no links in ", join(directories, " or "),
                    "; run update-distcc-symlinks"));
  }
  return rules;
}

std::vector<std::string> compiler_environment(const std::vector<std::string>& own,
                                              const std::string& search_path) {
  static constexpr std::string_view passed_on[] = {
      "LANG=",          "LC_",           "LANGUAGE=",        "LD_LIBRARY_PATH=",
      "COMPILER_PATH=", "LIBRARY_PATH=", "GCC_EXEC_PREFIX=", "CCACHE_"};
  std::vector<std::string> environment = {cat("PATH=", search_path), "_DISTCC_SAFEGUARD=1"};
  for (const std::string& variable : own) {
    if (std::any_of(std::begin(passed_on), std::end(passed_on),
                    [&](std::string_view prefix) { return variable.starts_with(prefix); })) {
      environment.push_back(variable);
    }
  }
  return environment;
}

std::size_t raise_descriptor_limit() {
  constexpr rlim_t enough = 65536;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, enough));
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

Result<Fd> go_to_background() {
  Pipe ready = TRY_VALUE(make_pipe());
  const pid_t child = ::fork();
  if (child < 0) return fail_errno("cannot fork");
  if (child > 0) {
    ready.write_end.reset();
    const auto word = read_to_end(ready.read_end.get(), 1);
    if (word && !word->empty()) ::_exit(0);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::_exit(WaitStatus(status).exit_code());
  }
  ::setsid();
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ::dup2(null.get(), STDIN_FILENO);
  ::dup2(null.get(), STDOUT_FILENO);
  return std::move(ready.write_end);
}

void report_ready(Fd& ready, bool keep_stderr) {
  if (!ready) return;
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!keep_stderr) ::dup2(null.get(), STDERR_FILENO);
  (void)write_all(ready.get(), "r");
  ready.reset();
}

Result<PidFile> PidFile::create(const std::string& path) {
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file) return fail_errno(cat("--pid-file: cannot write ", path));
  TRY(write_all(file.get(), cat(::getpid(), "\n")));
  return PidFile(path);
}

PidFile::~PidFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace distcc
