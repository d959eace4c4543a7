// SPDX-License-Identifier: GPL-3.0-or-later
//
// distcc-agent: answers which files a compile reads, and knows the servers on the network. Without
// options it sees to it that one runs.
#include <unistd.h>

#include <string>
#include <vector>

#include "agent/presence.h"
#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"
#include "options/agent_options.h"

namespace distcc {
namespace {

constexpr Milliseconds longest_answer{5'000};

void print(std::string_view text) {
  (void)write_all(STDOUT_FILENO, text);
}

int show_help() {
  print(
      "Usage: distcc-agent [OPTION]\n\n"
      "Answers clients of distcc which files a compile reads, so that these can be sent\n"
      "instead of preprocessed text. They start it when it is needed; it ends when it\n"
      "is idle. Without an option it is started in the background, if none runs.\n\n");
  print(help_table(texts_of(agent_settings())));
  print("\nSee distcc-agent(1) and pump(1).\n");
  return 0;
}

Result<std::string> ask(const AgentPlace& place, AgentRequest::Kind kind,
                        const std::string& directory = {}, bool json = false) {
  AgentRequest request;
  request.kind = kind;
  request.directory = directory;
  request.json = json;
  return ask_agent(place.socket_path(), request, Deadline::after(longest_answer));
}

/// The process id in a status text.
std::string pid_of(std::string_view status) {
  constexpr std::string_view label = "pid: ";
  for (const std::string_view line : split_fields(status, '\n')) {
    if (line.starts_with(label)) return std::string(line.substr(label.size()));
  }
  return {};
}

Result<void> serve_build(const AgentSettings& settings, const std::string& directory) {
  TRY(ensure_agent(settings));
  const std::string build = absolute_path(directory, current_directory());
  TRY(ask(settings.place, AgentRequest::Kind::hold, build));
  const std::string status = TRY_VALUE(ask(settings.place, AgentRequest::Kind::status));
  const std::string link = cat(build, "/socket");
  if (::symlink(settings.place.socket_path().c_str(), link.c_str()) != 0) return fail_errno(link);
  print(cat(pid_of(status), "\n"));
  return {};
}

Result<void> run(const AgentOptions& options) {
  AgentSettings settings;
  settings.place = TRY_VALUE(agent_place(Environment::of_process(), options.directory));
  settings.client_root_base = client_root_base(options.client_root_base);
  settings.idle = options.idle;
  settings.page = {options.web_listen, options.web_port, options.directory};
  if (options.status.present) {
    const bool json = options.json.present;
    print(TRY_VALUE(ask(settings.place, AgentRequest::Kind::status, {}, json)));
    return {};
  }
  if (options.stop.present) {
    TRY(ask(settings.place, AgentRequest::Kind::stop));
    return {};
  }
  if (options.foreground.present) return run_in_foreground(settings);
  if (!options.serve_build.empty()) return serve_build(settings, options.serve_build);
  return ensure_agent(settings);
}

}  // namespace
}  // namespace distcc

int main(int argc, char** argv) {
  using namespace distcc;
  start_log("distcc-agent", LogLevel::notice, log_to_fd(STDERR_FILENO));
  const auto options = load_agent_options(Environment::of_process(),
                                          std::vector<std::string>(argv + 1, argv + argc));
  if (!options) {
    log_error(options.error().text);
    return to_int(options.error().code);
  }
  if (options->help.present) return show_help();
  if (options->version.present) {
    print("distcc-agent " DISTCC_VERSION "\n");
    return 0;
  }
  const auto done = run(*options);
  if (done) return 0;
  log_error(done.error().text);
  return options->status.present || options->stop.present ? 1 : to_int(done.error().code);
}
