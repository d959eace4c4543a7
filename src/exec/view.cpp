// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/view.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/io.h"
#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr std::array<std::string_view, 10> shown_names = {"usr",   "bin",    "sbin", "lib", "lib32",
                                                          "lib64", "libx32", "etc",  "opt", "nix"};
constexpr std::array<const char*, 5> devices = {"null", "zero", "full", "random", "urandom"};
constexpr char host_root[] = "/.host";  ///< the host's file system while the view is made

// mount_setattr(2), which older C libraries do not declare.
struct MountAttributes {
  std::uint64_t set;
  std::uint64_t clear;
  std::uint64_t propagation;
  std::uint64_t user_namespace;
};
constexpr std::uint64_t read_only = 0x1;
constexpr std::uint64_t no_set_user_id = 0x2;
constexpr std::uint64_t no_devices = 0x4;
constexpr std::uint64_t no_programs = 0x8;

Result<void> set_attributes(const std::string& target, std::uint64_t attributes) {
  constexpr unsigned recursive = 0x8000;
  const MountAttributes wanted{attributes, 0, 0, 0};
  if (::syscall(SYS_mount_setattr, AT_FDCWD, target.c_str(), recursive, &wanted, sizeof wanted) <
      0) {
    return fail_errno(cat("cannot protect ", target));
  }
  return {};
}

/// Shows `source`, and what is mounted below it, at `target`.
Result<void> show(const std::string& source, const std::string& target, std::uint64_t attributes) {
  if (::mount(source.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr) < 0) {
    return fail_errno(cat("cannot show ", target));
  }
  return set_attributes(target, attributes | no_set_user_id);
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

std::vector<std::string> names_in(const std::string& path) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(path.c_str()));
  if (!directory) return names;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  return names;
}

Result<void> make_namespaces() {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) < 0) {
    return fail_errno("user namespaces are refused");
  }
  const auto write = [](const char* path, const std::string& text) -> Result<void> {
    const Fd file(::open(path, O_WRONLY | O_CLOEXEC));
    if (!file) return fail_errno(cat("cannot open ", path));
    return write_all(file.get(), text);
  };
  TRY(write("/proc/self/setgroups", "deny"));
  TRY(write("/proc/self/uid_map", cat(user, " ", user, " 1")));
  return write("/proc/self/gid_map", cat(group, " ", group, " 1"));
}

/// Puts an empty root in place, with the host's at `host_root`.
Result<void> turn_root(const std::string& jobs) {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0) {
    return fail_errno("mounts are refused");
  }
  if (::mount("view", jobs.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m") < 0) {
    return fail_errno("tmpfs is refused");
  }
  const std::string old_root = cat(jobs, host_root);
  if (::mkdir(old_root.c_str(), 0755) < 0) return fail_errno("cannot fill the view");
  if (::syscall(SYS_pivot_root, jobs.c_str(), old_root.c_str()) < 0) {
    return fail_errno("pivot_root is refused");
  }
  if (::chdir("/") < 0) return fail_errno("cannot enter the view");
  return {};
}

/// The directories of the host's root: some shown, the others empty; links as they are.
Result<void> show_system(bool with_proc) {
  for (const std::string& name : names_in(host_root)) {
    const std::string source = cat(host_root, "/", name);
    const std::string target = cat("/", name);
    const bool shown = std::find(shown_names.begin(), shown_names.end(), name) != shown_names.end();
    struct stat found {};
    if (::lstat(source.c_str(), &found) < 0) continue;
    if (S_ISLNK(found.st_mode) && shown) {
      char link[4096];
      const ssize_t length = ::readlink(source.c_str(), link, sizeof link - 1);
      if (length < 0) return fail_errno(cat("cannot read ", target));
      link[length] = '\0';
      if (::symlink(link, target.c_str()) < 0) return fail_errno(cat("cannot make ", target));
    } else if (S_ISDIR(found.st_mode)) {
      if (::mkdir(target.c_str(), 0755) < 0) return fail_errno(cat("cannot make ", target));
      if (shown) TRY(show(source, target, read_only | no_devices));
      if (name == "proc" && with_proc) TRY(show(source, target, no_devices | no_programs));
    }
  }
  return {};
}

Result<void> show_devices() {
  ::mkdir("/dev", 0755);
  for (const char* name : devices) {
    const std::string target = cat("/dev/", name);
    const Fd place(::open(target.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
    if (!place) return fail_errno(cat("cannot make ", target));
    TRY(show(cat(host_root, target), target, read_only | no_programs));
  }
  const std::array<std::pair<const char*, const char*>, 4> links = {{{"/proc/self/fd", "/dev/fd"},
                                                                     {"fd/0", "/dev/stdin"},
                                                                     {"fd/1", "/dev/stdout"},
                                                                     {"fd/2", "/dev/stderr"}}};
  for (const auto& [value, path] : links) {
    if (::symlink(value, path) < 0) return fail_errno(cat("cannot make ", path));
  }
  return {};
}

/// Hides what is below `directory` and readable for us but not for everybody.
Result<void> hide_private(const std::string& directory) {
  for (const std::string& name : names_in(directory)) {
    const std::string path = cat(directory, "/", name);
    struct stat found {};
    if (::lstat(path.c_str(), &found) < 0 || S_ISLNK(found.st_mode)) continue;
    const bool is_directory = S_ISDIR(found.st_mode);
    const mode_t everybody = is_directory ? S_IROTH | S_IXOTH : S_IROTH;
    if ((found.st_mode & everybody) == everybody) {
      if (is_directory) TRY(hide_private(path));
    } else if (::access(path.c_str(), is_directory ? X_OK : R_OK) == 0) {
      TRY(show(is_directory ? "/sys" : "/dev/null", path, read_only));
    }
  }
  return {};
}

Result<void> show_more(const std::vector<std::string>& directories, std::uint64_t attributes) {
  for (const std::string& directory : directories) {
    TRY(make_directories(directory, 0755));
    TRY(show(cat(host_root, directory), directory, attributes | no_devices));
  }
  return {};
}

Result<void> fill(const ViewSettings& settings) {
  TRY(make_namespaces());
  TRY(turn_root(settings.jobs));
  TRY(show_system(settings.shows_proc));
  TRY(make_directories("/sys", 0755));
  TRY(show_devices());
  TRY(hide_private("/etc"));
  TRY(show_more(settings.visible, read_only));
  TRY(show_more(settings.writable, 0));
  TRY(make_directories(job_mount_point, 0755));
  TRY(show(cat(host_root, settings.jobs), job_mount_point, no_devices | no_programs));
  // Where a visible directory is below one of these there is no link, and TMPDIR decides.
  TRY(make_directories("/var", 0755));
  ::rmdir("/tmp");
  static_cast<void>(::symlink(job_mount_point, "/tmp"));
  static_cast<void>(::symlink(job_mount_point, "/var/tmp"));
  if (::umount2(host_root, MNT_DETACH) < 0 || ::rmdir(host_root) < 0) {
    return fail_errno("cannot leave the host's root");
  }
  if (::mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV,
              nullptr) < 0) {
    return fail_errno("cannot protect the view");
  }
  return {};
}

Result<Namespaces> open_namespaces(pid_t pid) {
  const auto open_one = [pid](const char* kind) {
    return Fd(::open(cat("/proc/", pid, "/ns/", kind).c_str(), O_RDONLY | O_CLOEXEC));
  };
  Namespaces namespaces{open_one("user"), open_one("net"), open_one("mnt")};
  if (!namespaces.user || !namespaces.network || !namespaces.mounts) {
    return fail_errno("cannot open the namespaces");
  }
  return namespaces;
}

/// The maker of the view, a child process: it says what failed, or nothing and then "+", and lives
/// until the other pipe is closed.
[[noreturn]] void make_in_child(const ViewSettings& settings, int answer, int release) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const Result<void> filled = fill(settings);
  const Result<void> told = write_all(answer, filled ? std::string("+") : filled.error().text);
  ::close(answer);
  char byte = 0;
  static_cast<void>(told && ::read(release, &byte, 1) == 0);
  ::_exit(0);
}

}  // namespace

std::span<const std::string_view> shown_directories() {
  return shown_names;
}

Result<Namespaces> make_view(const ViewSettings& settings) {
  Pipe answer = TRY_VALUE(make_pipe());
  Pipe release = TRY_VALUE(make_pipe());
  const pid_t maker = ::fork();
  if (maker < 0) return fail_errno("cannot fork");
  if (maker == 0) {
    answer.read_end.reset();
    release.write_end.reset();
    make_in_child(settings, answer.write_end.get(), release.read_end.get());
  }
  answer.write_end.reset();
  const Result<std::string> text = read_to_end(answer.read_end.get(), 4096);
  Result<Namespaces> namespaces = open_namespaces(maker);
  release.write_end.reset();
  while (::waitpid(maker, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (!text) return unexpected(text.error());
  if (*text != "+") return fail(Fault::this_machine, ExitCode::failed, *text);
  return namespaces;
}

}  // namespace distcc
