// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/own_options.h"

#include <unistd.h>

#include "auth/security_context.h"
#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/process.h"
#include "base/text.h"
#include "client/agent_status.h"
#include "client/build_report.h"
#include "client/explain.h"
#include "client/host_choice.h"
#include "client/input_lists.h"
#include "hosts/host.h"
#include "transport/agent_call.h"
#include "transport/agent_start.h"

namespace distcc {
namespace {

void print(std::string_view text) {
  (void)write_all(STDOUT_FILENO, text);
}

constexpr std::string_view version_text =
    "distcc " DISTCC_VERSION " " DISTCC_TRIPLE "\n  (" DISTCC_PROTOCOLS
    ") (default port 3632)\n"
    "Free software under the GNU General Public License, version 3 or later.\n"
    "There is NO WARRANTY, to the extent permitted by law.\n"
#if DISTCC_WITH_ZEROCONF
    "\nBuilt with Zeroconf support.\n"
#endif
    ;

constexpr std::string_view gss_text = "\nBuilt with GSS-API support for mutual authentication.\n";

constexpr std::string_view usage_text =
    "\nUsage:\n"
    "  distcc COMPILER ARGS…      compile on one of the hosts, or here\n"
    "  distcc ARGS…               the same, with the compiler cc\n"
    "  COMPILER ARGS…             the same, through a link to distcc called like the compiler\n"
    "\nOptions:\n"
    "  --help                     show this help\n"
    "  --version                  show the version\n"
    "  --show-hosts               show the hosts, in the order in which they are tried\n"
    "  -j                         show how many jobs all hosts take together, for make -j\n"
    "  --explain COMPILER ARGS…   say where this command would run, and why; compile nothing\n"
    "  --doctor [--json] [HOST…]  say what is wrong with the set-up or the hosts, and how to mend "
    "it\n"
    "  --show-config              show the settings in force\n"
    "  --summary [BUILD]          show what ran where in the last build, or in the named one\n"
    "  --trace FILE [BUILD]       write it as a trace for Perfetto or chrome://tracing\n"
    "  --show-principal           show the service that ,auth hosts are asked to be\n"
    "  --show-inputs COMPILER ARGS…\n"
    "                             show every file that this compile can read\n"
    "  --scan-includes COMPILER ARGS…\n"
    "                             show what a host in pump mode would be sent\n"
    "  --agent-status [--json]    show what the agent of this user does\n"
    "  --agent-stop               end it\n"
    "  --web                      show the address of a page about your builds\n"
    "\nEnvironment:\n";

void print_version() {
  print(version_text);
  if (has_gss()) print(gss_text);
}

int show_help() {
  print_version();
  print(usage_text);
  print(help_table(texts_of(client_settings())));
  print(
      "\nHost list: HOST[/LIMIT][:PORT][,lzo]   USER@HOST[/LIMIT][:COMMAND]   localhost[/LIMIT]\n"
      "  for example: DISTCC_HOSTS=\"localhost/2 red/8,lzo build@blue\"\n"
      "\nSee distcc(1).\n");
  return to_int(ExitCode::ok);
}

int show_hosts(const World& world) {
  const auto list = read_hosts(world);
  if (!list) {
    log_error(list.error().text);
    return to_int(ExitCode::ok);  // as stock: scripts read the lines, not the status
  }
  std::string lines;
  for (const Host& host : list->hosts) lines += cat(host.definition, "\n");
  print(lines);
  return to_int(ExitCode::ok);
}

int show_slots(const World& world) {
  const auto list = read_hosts(world);
  if (!list) {
    log_error(list.error().text);
    return to_int(ExitCode::ok);  // as stock, which prints nothing either
  }
  int slots = 0;
  for (const Host& host : list->hosts) slots += host.slots;
  if (list->hosts.empty()) slots = local_slot_limit(list->local_slots);  // make -j0 is an error
  print(cat(slots, "\n"));
  return to_int(ExitCode::ok);
}

int stop_agent(const World& world) {
  constexpr Milliseconds patience{5000};
  AgentRequest request;
  request.kind = AgentRequest::Kind::stop;
  const auto place = agent_place(Environment::of_process(), world.options.directory);
  const auto answer = place ? ask_agent(place->socket_path(), request, Deadline::after(patience))
                            : Result<std::string>(unexpected(place.error()));
  if (!answer) {
    log_error(cat("no agent answers: ", answer.error().text));
    return to_int(answer.error().code);
  }
  print(cat(*answer, "\n"));
  return to_int(ExitCode::ok);
}

/// The address of the page about this directory's builds; an agent is started for it.
Result<std::string> page_address(const World& world) {
  constexpr Milliseconds patience{5000};
  const std::string directory = absolute_path(world.options.directory, current_directory());
  TRY(make_directories(directory));
  TRY(start_agent(Deadline::after(patience)));
  const AgentPlace place =
      TRY_VALUE(agent_place(Environment::of_process(), world.options.directory));
  AgentRequest request;
  request.kind = AgentRequest::Kind::page;
  request.directory = directory;
  auto answer = ask_agent(place.socket_path(), request, Deadline::after(patience));
  if (!answer || answer->starts_with("http")) return answer;
  return fail(Fault::this_machine, ExitCode::failed, *answer);
}

int show_page_address(const World& world) {
  const auto address = page_address(world);
  if (!address) {
    log_error(cat("no page: ", address.error().text));
    return to_int(address.error().code);
  }
  print(*address);
  return to_int(ExitCode::ok);
}

/// The doctor is a program of its own, beside this one, so that compiles do not load it.
int run_doctor(std::vector<std::string> words) {
  words.front() = "distcc-doctor";
  const std::string beside = cat(directory_name(real_path("/proc/self/exe")), "/distcc-doctor");
  const std::vector<char*> arguments = pointers_to(words);
  ::execv(beside.c_str(), arguments.data());
  ::execvp("distcc-doctor", arguments.data());
  const Result<void> failed = fail_errno("cannot run distcc-doctor, which belongs beside distcc");
  log_error(failed.error().text);
  return to_int(ExitCode::no_such_file);
}

}  // namespace

int answer_own_option(const World& world) {
  const auto& words = world.invocation.words;
  if (words.empty()) {
    const std::string_view text =
        "distcc: missing option or compile command\nTry 'distcc --help' for more.\n";
    (void)write_all(STDERR_FILENO, text);
    return to_int(ExitCode::bad_arguments);
  }
  if (words[0] == "--help") return show_help();
  if (words[0] == "--show-hosts") return show_hosts(world);
  if (words[0] == "-j") return show_slots(world);
  if (words[0] == "--explain") return explain(world);
  if (words[0] == "--doctor") return run_doctor(words);
  if (words[0] == "--summary") return show_summary(world);
  if (words[0] == "--trace") return write_trace(world);
  if (words[0] == "--web") return show_page_address(world);
  if (words[0] == "--show-inputs") return show_inputs(world);
  if (words[0] == "--scan-includes") return scan_includes(world);
  if (words[0] == "--agent-stop") return stop_agent(world);
  if (words[0] == "--agent-status") {
    return show_agent_status(world, words.size() > 1 && words[1] == "--json");
  }
  if (words[0] == "--show-config") {
    print(show_config(client_settings(), world.options));
    return to_int(ExitCode::ok);
  }
  if (words[0] == "--show-principal") {
    const std::string& principal = world.options.principal;
    print(principal.empty() ? "Principal\t: Not Set.\n" : cat("Principal is\t: ", principal, "\n"));
    return to_int(ExitCode::ok);
  }
  print_version();
  return to_int(ExitCode::ok);
}

}  // namespace distcc
