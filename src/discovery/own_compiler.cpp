// SPDX-License-Identifier: GPL-3.0-or-later
#include "discovery/own_compiler.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "base/clock.h"
#include "base/fd.h"
#include "base/io.h"
#include "base/paths.h"
#include "base/process.h"
#include "base/text.h"

namespace distcc {
namespace {

constexpr Milliseconds longest_answer{5'000};
constexpr std::size_t longest_line = 200;

/// The first line that the program writes; a child that is not done by then is killed.
std::string first_line(const std::string& program, const std::string& option) {
  auto pipe = make_pipe();
  if (!pipe) return {};
  const Fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ChildSettings settings;
  settings.program = program;
  settings.words = {"cc", option};
  settings.environment = {"LC_ALL=C"};
  settings.stdin_fd = nothing.get();
  settings.stdout_fd = pipe->write_end.get();
  settings.stderr_fd = nothing.get();
  settings.ends_with_parent = false;  // that would mean the asking thread, which may end first
  const auto child = Child::start(settings);
  pipe->write_end.reset();
  if (!child) return {};
  const Deadline deadline = Deadline::after(longest_answer);
  std::string text;
  std::array<char, longest_line> buffer{};
  while (text.find('\n') == std::string::npos && text.size() < longest_line) {
    pollfd waiting{pipe->read_end.get(), POLLIN, 0};
    if (poll_until(&waiting, 1, deadline) == 0) return {};
    const ssize_t count = ::read(pipe->read_end.get(), buffer.data(), buffer.size());
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text.substr(0, text.find('\n'));
}

}  // namespace

CompilerIdentity own_compiler(const std::string& search_path) {
  const std::string program = find_program("cc", search_path, [](const std::string& path) {
    return base_name(real_path(path)) != "distcc";
  });
  if (program.empty()) return {};
  return {first_line(program, "-dumpversion"), first_line(program, "-dumpmachine")};
}

}  // namespace distcc
