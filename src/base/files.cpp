// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/io.h"
#include "base/paths.h"
#include "base/text.h"

namespace distcc {

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return fail_errno(cat("cannot open ", path), ExitCode::no_such_file);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return fail_errno(cat("cannot look at ", path));
  if (!S_ISREG(status.st_mode)) {
    return fail(Fault::this_machine, ExitCode::io_error, cat(path, " is not a regular file"));
  }
  std::string content = TRY_VALUE(read_to_end(file.get(), limit + 1));
  if (content.size() > limit) {
    return fail(Fault::this_machine, ExitCode::io_error,
                cat(path, " is larger than ", limit, " bytes"));
  }
  return content;
}

Result<void> replace_file(const std::string& path, std::string_view content, mode_t mode) {
  const std::string temporary = cat(path, ".", ::getpid(), ".new");
  {
    Fd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (!file) return fail_errno(cat("cannot make ", temporary));
    if (auto written = write_all(file.get(), content); !written) {
      ::unlink(temporary.c_str());
      return written;
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) == 0) return {};
  auto error = fail_errno(cat("cannot replace ", path));
  ::unlink(temporary.c_str());
  return error;
}

Result<void> make_directories(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return {};
  if (errno != ENOENT) return fail_errno(cat("cannot make the directory ", path));
  const std::string parent(directory_name(path));
  if (parent == path || parent == ".") return fail_errno(cat("cannot make the directory ", path));
  TRY(make_directories(parent, mode));
  if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return {};
  return fail_errno(cat("cannot make the directory ", path));
}

namespace {

void remove_entries(int directory_fd) {
  DIR* directory = ::fdopendir(directory_fd);
  if (directory == nullptr) {
    ::close(directory_fd);
    return;
  }
  while (const dirent* entry = ::readdir(directory)) {
    if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
    if (::unlinkat(::dirfd(directory), entry->d_name, 0) == 0) continue;
    const int below = ::openat(::dirfd(directory), entry->d_name,
                               O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below < 0) continue;
    remove_entries(below);
    ::unlinkat(::dirfd(directory), entry->d_name, AT_REMOVEDIR);
  }
  ::closedir(directory);
}

}  // namespace

void remove_tree(const std::string& path) {
  const int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (directory >= 0) remove_entries(directory);
  ::rmdir(path.c_str());
}

bool file_exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

std::string current_directory() {
  struct stat here {};
  struct stat named {};
  const char* pwd = std::getenv("PWD");
  if (pwd != nullptr && pwd[0] == '/' && ::stat(pwd, &named) == 0 && ::stat(".", &here) == 0 &&
      named.st_dev == here.st_dev && named.st_ino == here.st_ino) {
    return pwd;
  }
  char buffer[PATH_MAX];
  return ::getcwd(buffer, sizeof buffer) == nullptr ? std::string() : std::string(buffer);
}

}  // namespace distcc
