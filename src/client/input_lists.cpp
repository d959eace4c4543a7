// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/input_lists.h"

#include <unistd.h>

#include <algorithm>
#include <climits>

#include "base/environment.h"
#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"
#include "client/compile.h"
#include "client/host_choice.h"
#include "client/include_server.h"
#include "client/plan.h"
#include "client/pump.h"
#include "client/remote_names.h"

namespace distcc {
namespace {

/// The compile command behind the option; a log line when there is none.
std::vector<std::string> command_behind_option(const World& world) {
  const auto& words = world.invocation.words;
  if (words.size() < 2) {
    log_error(cat(words.front(), " needs a compile command, such as: distcc ", words.front(),
                  " gcc -c hello.c"));
    return {};
  }
  return {words.begin() + 1, words.end()};
}

int print_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += cat(line, "\n");
  return to_int(write_all(STDOUT_FILENO, text) ? ExitCode::ok : ExitCode::io_error);
}

bool has_pump_host(const World& world) {
  const auto list = read_hosts(world);
  return list && std::any_of(list->hosts.begin(), list->hosts.end(),
                             [](const Host& host) { return host.cpp; });
}

/// A link that leads out of the client root to what the server has under the same name.
bool leads_to_system(std::string_view target, std::string_view name) {
  int up = 0;
  for (; target.starts_with("../"); ++up) target.remove_prefix(3);
  return up > std::count(name.begin(), name.end(), '/') && target == name.substr(1);
}

/// Label and name in columns, as scripts know them.
std::string line_of(const PumpFile& file) {
  if (file.placeholder) return cat("DIRECTORY ", directory_name(file.name));
  char target[PATH_MAX];
  const ssize_t length = ::readlink(file.path.c_str(), target, sizeof target);
  if (length < 0) return cat("FILE      ", file.name);
  const bool system = leads_to_system({target, static_cast<std::size_t>(length)}, file.name);
  return cat(system ? "SYSTEMDIR " : "SYMLINK   ", file.name);
}

Result<std::vector<PumpFile>> files_to_send(const World& world, const CompileJob& job) {
  if (!has_pump_host(world)) {
    return fail(Fault::this_machine, ExitCode::failed, "no host of the list is marked ,cpp");
  }
  const std::string obstacle = obstacle_to_pump(world, job, Environment::of_process());
  if (!obstacle.empty()) return fail(Fault::this_machine, ExitCode::failed, obstacle);
  return files_for_pump(world, pump_command(job, names_for_hosts(world)));
}

}  // namespace

int scan_includes(const World& world) {
  const std::vector<std::string> words = command_behind_option(world);
  if (words.empty()) return to_int(ExitCode::bad_arguments);
  const auto job = plan_job(world, words);
  if (!job) {
    World without_option = world;
    without_option.invocation.words = words;
    return compile(without_option);
  }
  const auto files = files_to_send(world, *job);
  if (!files) {
    log_info(files.error().text);
    log_error(
        "'--scan_includes' specified, but distcc wouldn't have used include server (make sure "
        "hosts list includes ',cpp' option?)");
    return to_int(ExitCode::failed);
  }
  std::vector<std::string> lines;
  for (const PumpFile& file : *files) lines.push_back(line_of(file));
  return print_lines(lines);
}

int show_inputs(const World& world) {
  const std::vector<std::string> words = command_behind_option(world);
  if (words.empty()) return to_int(ExitCode::bad_arguments);
  const auto job = plan_job(world, words);
  if (!job) {
    log_error(cat("nothing would travel, this command runs here: ", job.error().describe()));
    return to_int(ExitCode::failed);
  }
  const auto inputs = ask_for_inputs(world, job->words);
  if (inputs) return print_lines(*inputs);
  log_error(cat("cannot tell what ", job->input, " reads: ", inputs.error().text));
  return to_int(ExitCode::failed);
}

}  // namespace distcc
