// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tree of sources of a case's own, what a scan of one of them finds, and what a real compiler
// opens when it compiles it.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/paths.h"
#include "base/process.h"
#include "base/text.h"
#include "command/understand.h"
#include "scan/scanner.h"

namespace distcc {

class SourceTree {
 public:
  SourceTree() {
    std::string pattern = testing::TempDir() + "/scan_XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    root_ = std::filesystem::canonical(pattern).string();
    directory_ = root_ + "/work";
    std::filesystem::create_directory(directory_);
  }
  SourceTree(const SourceTree&) = delete;
  SourceTree& operator=(const SourceTree&) = delete;
  ~SourceTree() { remove_tree(root_); }

  /// Where compiles run; relative names below mean this directory.
  const std::string& directory() const { return directory_; }
  void set_directory(const std::string& name) { directory_ = path(name); }
  std::string path(const std::string& name) const { return absolute_path(name, directory_); }

  void write(const std::string& name, std::string_view text) const {
    const std::filesystem::path file = path(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  void link(const std::string& name, const std::string& target) const {
    const std::filesystem::path file = path(name);
    std::filesystem::create_directories(file.parent_path());
    std::filesystem::create_symlink(target, file);
  }
  void make_directory(const std::string& name) const {
    std::filesystem::create_directories(path(name));
  }

  void set_environment(JobEnvironment environment) { environment_ = std::move(environment); }

  expected<ScanRequest, Reason> request(const std::vector<std::string>& words) const {
    CommandContext context;
    context.read_response_file = [this](const std::string& name) {
      return read_file(path(name), 1 << 20);
    };
    context.real_compiler_name = [](const std::string&) { return std::string("gcc"); };
    auto job = understand(words, context);
    if (!job) return unexpected(job.error());
    return ScanRequest{std::move(*job), directory_,
                       find_program(words.front(), std::getenv("PATH")), environment_};
  }

  expected<Closure, Reason> scan(Scanner& scanner, const std::vector<std::string>& words) const {
    const auto made = request(words);
    if (!made) return unexpected(made.error());
    return scanner.closure(*made);
  }

  /// The regular files that the compiler reads, by real path; nothing of the toolchain's own.
  /// `status` becomes the compiler's exit status.
  std::set<std::string> opened(const std::vector<std::string>& words, int& status) const {
    const std::string log = root_ + "/trace";
    ChildSettings settings;
    settings.words = {
        "/bin/sh",          "-c", "cd \"$0\" && exec strace -f -y -qq -o \"$@\" 2>/dev/null",
        directory_,         log,  "-e",
        "trace=open,openat"};
    settings.words.insert(settings.words.end(), words.begin(), words.end());
    settings.environment = {"LC_ALL=C"};
    for (const auto& [name, value] : environment_) {
      settings.environment.push_back(cat(name, "=", value));
    }
    auto child = Child::start(settings);
    status = child ? child->wait().exit_code() : 255;
    std::set<std::string> files;
    std::ifstream lines(log);
    for (std::string line; std::getline(lines, line);) add_opened(line, files);
    return files;
  }

 private:
  /// `123 openat(AT_FDCWD</d>, "x.h", O_RDONLY) = 3</d/x.h>`
  void add_opened(const std::string& line, std::set<std::string>& files) const {
    const std::size_t result = line.rfind(") = ");
    const std::size_t begin = line.find('<', result);
    if (result == line.npos || begin == line.npos || line.find("O_RDONLY") == line.npos) return;
    const std::string path = line.substr(begin + 1, line.rfind('>') - begin - 1);
    if (is_of_toolchain(path) || !std::filesystem::is_regular_file(path)) return;
    files.insert(path);
  }

  bool is_of_toolchain(const std::string& path) const {
    if (path.starts_with(root_)) return path.ends_with(".o") || path.ends_with(".s");
    const std::string_view name = base_name(path);
    return path.find("/include") == path.npos || name.find(".so") != name.npos;
  }

  std::string root_;
  std::string directory_;
  JobEnvironment environment_ = {{"PATH", std::getenv("PATH")}};
};

inline std::set<std::string> paths_of(const Closure& closure) {
  std::set<std::string> paths;
  for (const ClosureFile& file : closure.files) paths.insert(file.path);
  return paths;
}

inline bool can_run(const std::string& program) {
  return !find_program(program, std::getenv("PATH")).empty();
}

}  // namespace distcc
