// SPDX-License-Identifier: GPL-3.0-or-later
#include "options/agent_options.h"

#include "options/command_line.h"

namespace distcc {
namespace {

using Options = AgentOptions;

constexpr Setting<AgentOptions> rows[] = {
    setting<&Options::help>({"--help", 0, "", "", "show this help", "Shows a short help."}),
    setting<&Options::version>({"--version", 0, "", "", "show the version", "Shows the version."}),
    setting<&Options::status>({"--status", 0, "", "", "show what the running agent does",
                               "Shows process id, version, uptime, cache sizes and counters of "
                               "the running agent. The exit status is 1 when there is none."}),
    setting<&Options::json>({"--json", 0, "", "", "with --status: as JSON",
                             "With --status, shows it as one JSON object."}),
    setting<&Options::stop>({"--stop", 0, "", "", "end the running agent",
                             "Ends the running agent. Clients that work with it go on without."}),
    setting<&Options::foreground>({"--foreground", 0, "", "", "be the agent, in the foreground",
                                   "Runs the agent in this process, with messages on standard "
                                   "error, until it is interrupted or idle for long."}),
    setting<&Options::serve_build>(
        {"--serve-build", 0, "DIRECTORY", "", "keep an agent for as long as DIRECTORY is there",
         "Sees to it that an agent runs and stays for as long as DIRECTORY exists, makes the link "
         "DIRECTORY/socket to where it listens, and shows its process id. Used by pump."}),
    setting<&Options::directory>(
        {"DISTCC_DIR", 0, "PATH", "$HOME/.distcc", "where the agent lives without XDG_RUNTIME_DIR",
         "Without XDG_RUNTIME_DIR, the agent has its socket, lock and log file in the directory "
         "agent of this one."}),
    setting<&Options::client_root_base>(
        {"DISTCC_CLIENT_TMP", 0, "PATH", "/dev/shm", "where compressed copies of sources are kept",
         "A directory, absolute and with at most two components, for the compressed copies of "
         "what compiles read. Without it /dev/shm is taken, or /tmp where that is missing."}),
    setting<&Options::idle>(
        {"DISTCC_AGENT_IDLE", 0, "SECONDS", "600", "when an agent without work ends",
         "An agent that nobody asked anything for so many seconds ends. The next client that "
         "wants one starts another."}),
    setting<&Options::web_port>(
        {"DISTCC_WEB_PORT", 0, "PORT", "any free one", "TCP port of the page about builds",
         "The page that \"distcc --web\" names is served on this port, from the start of the "
         "agent, "
         "so that Prometheus can read /metrics there with the token in DISTCC_DIR/web-token. "
         "Without it any free port is taken when somebody asks for the page."}),
    setting<&Options::web_listen>(
        {"DISTCC_WEB_LISTEN", 0, "ADDRESS", "127.0.0.1", "address of the page about builds",
         "The IP address where the page is served. It is not encrypted, and its address is all it "
         "takes to read it: leave it at this machine, and use ssh -L from another."}),
};

}  // namespace

std::span<const Setting<AgentOptions>> agent_settings() {
  return rows;
}

Result<AgentOptions> load_agent_options(const Environment& environment,
                                        const std::vector<std::string>& arguments) {
  AgentOptions options;
  TRY(read_environment(agent_settings(), environment, options));
  TRY(read_command_line(agent_settings(), arguments, options));
  if (options.idle.count() < 1) {
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                "DISTCC_AGENT_IDLE must be at least 1 second");
  }
  if (options.web_port < 0 || options.web_port > 65535) {
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                "DISTCC_WEB_PORT must be from 0 to 65535");
  }
  if (options.directory.empty()) {
    const auto home = environment.get("HOME");
    if (home && !home->empty()) options.directory = cat(*home, "/.distcc");
  }
  return options;
}

}  // namespace distcc
