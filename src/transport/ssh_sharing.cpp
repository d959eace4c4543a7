// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/ssh_sharing.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <optional>
#include <string_view>

#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/process.h"
#include "base/text.h"

namespace distcc {
namespace {

/// sshd takes ten sessions on a connection (MaxSessions), and counts one that has just ended for a
/// moment more.
constexpr int jobs_of_a_connection = 5;
/// ssh binds its socket under a longer name first.
constexpr std::size_t ssh_suffix = 20;
constexpr std::size_t name_length = 16 + 1 + 4;
constexpr std::size_t longest_configuration = 1 << 16;

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool is_private_directory(const std::string& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
         found.st_uid == ::geteuid() && (found.st_mode & 077) == 0;
}

/// FNV-1a. Different commands and hosts get different names; nobody gains by two that agree.
std::string name_for(const std::vector<std::string>& words, const Host& host) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::uint64_t hash = 0xcbf29ce484222325;
  const std::string all = cat(join(words, "\n"), "\n", host.user, "\n", host.name);
  for (const char c : all) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  std::string name;
  for (int shift = 60; shift >= 0; shift -= 4) name += digits[(hash >> shift) & 0xf];
  return name;
}

bool answers(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool is_fresh(const std::string& path, std::chrono::seconds life) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && ::time(nullptr) - found.st_mtime < life.count();
}

/// Runs ssh to its end, seeing to it that it touches no descriptor of ours. What it printed, or
/// nothing when it failed or took too long.
std::optional<std::string> ask_ssh(std::vector<std::string> words, Milliseconds limit) {
  auto output = make_pipe();
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!output || !null) return std::nullopt;
  ChildSettings settings;
  settings.words = std::move(words);
  settings.stdin_fd = settings.stderr_fd = null.get();
  settings.stdout_fd = output->write_end.get();
  auto child = Child::start(settings);
  if (!child) return std::nullopt;
  output->write_end.reset();
  const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, child->pid(), 0)));
  pollfd end{process.get(), POLLIN, 0};
  if (poll_until(&end, 1, Deadline::after(limit)) == 0) return std::nullopt;
  if (!child->wait().success()) return std::nullopt;
  // Whoever it left running may hold the other end; what it printed is there.
  ::fcntl(output->read_end.get(), F_SETFL, O_NONBLOCK);
  return read_to_end(output->read_end.get(), longest_configuration).value_or("");
}

std::vector<std::string> with_options(std::vector<std::string> words, const Host& host,
                                      std::initializer_list<std::string> options) {
  words.insert(words.end(), options);
  if (!host.user.empty()) words.insert(words.end(), {"-l", host.user});
  words.push_back(host.name);
  return words;
}

bool start_master(const SshSharing& sharing, const std::vector<std::string>& words,
                  const Host& host, const std::string& socket) {
  const auto configuration = ask_ssh(with_options(words, host, {"-G"}), sharing.start_limit);
  if (!configuration || !leaves_sharing_to_us(*configuration)) return false;
  ::unlink(socket.c_str());  // nobody answers there
  const auto started = ask_ssh(
      with_options(words, host,
                   {"-f", "-N", "-o", "ControlMaster=yes", "-o", cat("ControlPath=", socket), "-o",
                    cat("ControlPersist=", sharing.idle_life.count()), "-o", "BatchMode=yes", "-o",
                    "ClearAllForwardings=yes", "-o", "ConnectTimeout=10", "-o",
                    "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3"}),
      sharing.start_limit);
  return started && answers(socket);
}

/// Is there a connection at `socket` now? The first job that asks makes it; the others wait.
bool ensure_master(const SshSharing& sharing, const std::vector<std::string>& words,
                   const Host& host, const std::string& socket) {
  const std::string bad_mark = cat(socket, ".bad");
  if (answers(socket)) return true;
  if (is_fresh(bad_mark, sharing.bad_memory)) return false;
  const Fd lock(::open(cat(socket, ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock || ::flock(lock.get(), LOCK_EX) != 0) return false;
  // From here on this is the only one that starts it, until the lock is closed.
  if (answers(socket)) return true;
  if (is_fresh(bad_mark, sharing.bad_memory)) return false;
  const bool started = start_master(sharing, words, host, socket);
  if (started) {
    ::unlink(bad_mark.c_str());
  } else {
    (void)replace_file(bad_mark, "");
  }
  log_info(cat(host.definition, started ? ": an ssh connection is kept for further jobs"
                                        : ": no ssh connection can be shared; each job makes one"));
  return started;
}

}  // namespace

std::string ssh_sharing_directory(const Environment& environment,
                                  const std::string& distcc_directory) {
  const std::string runtime = environment.get("XDG_RUNTIME_DIR").value_or("");
  const std::string candidates[] = {runtime.empty() ? "" : cat(runtime, "/distcc-ssh"),
                                    distcc_directory.empty() ? "" : cat(distcc_directory, "/ssh")};
  constexpr std::size_t room = sizeof sockaddr_un::sun_path - 1 - name_length - ssh_suffix;
  for (const std::string& path : candidates) {
    if (!is_absolute(path) || path.size() > room) continue;
    if (make_directories(std::string(directory_name(path))) &&
        (::mkdir(path.c_str(), 0700) == 0 || is_private_directory(path))) {
      return path;
    }
  }
  return {};
}

bool may_share_ssh(const std::vector<std::string>& words) {
  if (words.empty() || base_name(words.front()) != "ssh") return false;
  return std::none_of(words.begin() + 1, words.end(), [](const std::string& word) {
    const bool short_option =
        word.starts_with("-S") || word.starts_with("-M") || word.starts_with("-O");
    return short_option || lower_case(word).find("control") != std::string::npos;
  });
}

bool leaves_sharing_to_us(std::string_view configuration) {
  for (const std::string& line : split_words(lower_case(configuration), "\r\n")) {
    const std::string_view value = std::string_view(line).substr(std::min(
        line.find(' ') == std::string::npos ? line.size() : line.find(' ') + 1, line.size()));
    if (line.starts_with("controlpath ") && value != "none") return false;
    if (line.starts_with("controlmaster ") && value != "false" && value != "no") return false;
  }
  return true;
}

std::vector<std::string> shared_ssh_options(const SshSharing& sharing,
                                            const std::vector<std::string>& words, const Host& host,
                                            int slot) {
  if (sharing.directory.empty() || !may_share_ssh(words)) return {};
  const int number = std::min(slot / jobs_of_a_connection, 999);
  const std::string socket = cat(sharing.directory, "/", name_for(words, host), "-", number);
  if (!ensure_master(sharing, words, host, socket)) return {};
  return {"-o", "ControlMaster=no", "-o", cat("ControlPath=", socket)};
}

}  // namespace distcc
