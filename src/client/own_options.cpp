// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/own_options.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <vector>

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
    "  distcc COMPILER ARGS...     compile on one of the hosts, or here\n"
    "  distcc ARGS...              the same, with the compiler cc\n"
    "  COMPILER ARGS...            the same, through a link to distcc called like the compiler\n";

void print_version() {
  print(version_text);
  if (has_gss()) print(gss_text);
}

/// Their texts for --help.
std::vector<SettingText> texts_of_own_options();

int show_help(const World& /*world*/) {
  print_version();
  print(usage_text);
  print(cat("\nOptions:\n", help_table(texts_of_own_options())));
  print(cat("\nEnvironment:\n", help_table(texts_of(client_settings()))));
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
int run_doctor(const World& world) {
  std::vector<std::string> words = world.invocation.words;
  words.front() = "distcc-doctor";
  const std::string beside = cat(directory_name(real_path("/proc/self/exe")), "/distcc-doctor");
  const std::vector<char*> arguments = pointers_to(words);
  ::execv(beside.c_str(), arguments.data());
  ::execvp("distcc-doctor", arguments.data());
  const Result<void> failed = fail_errno("cannot run distcc-doctor, which belongs beside distcc");
  log_error(failed.error().text);
  return to_int(ExitCode::no_such_file);
}

int show_status_of_agent(const World& world) {
  const auto& words = world.invocation.words;
  return show_agent_status(world, words.size() > 1 && words[1] == "--json");
}

int show_settings(const World& world) {
  print(show_config(client_settings(), world.options));
  return to_int(ExitCode::ok);
}

int show_principal(const World& world) {
  const std::string& principal = world.options.principal;
  print(principal.empty() ? "Principal\t: Not Set.\n" : cat("Principal is\t: ", principal, "\n"));
  return to_int(ExitCode::ok);
}

int show_version(const World& /*world*/) {
  print_version();
  return to_int(ExitCode::ok);
}

/// An option of our own: what it takes, what it does, and who does it. They count as the first word
/// only, and not behind a compiler's name (distcc-compat.md 1.1).
struct OwnOption {
  std::string_view name;
  std::string_view takes;
  std::string_view help;
  int (*answer)(const World&);
};

constexpr OwnOption own_options[] = {
    {"--help", "", "show this help", show_help},
    {"--version", "", "show the version", show_version},
    {"--show-hosts", "", "show the hosts, in the order in which they are tried", show_hosts},
    {"-j", "", "show how many jobs all hosts take together, for make -j", show_slots},
    {"--explain", "COMPILER ARGS...", "say where this command would run, and why; compile nothing",
     explain},
    {"--doctor", "[--json] [HOST...]",
     "say what is wrong with the set-up or the hosts, and how to mend it", run_doctor},
    {"--show-config", "", "show the settings in force", show_settings},
    {"--summary", "[BUILD]", "show what ran where in the last build, or in the named one",
     show_summary},
    {"--trace", "FILE [BUILD]", "write it as a trace for Perfetto or chrome://tracing",
     write_trace},
    {"--web", "", "show the address of a page about your builds", show_page_address},
    {"--show-principal", "", "show the service that ,auth hosts are asked to be", show_principal},
    {"--show-inputs", "COMPILER ARGS...", "show every file that this compile can read",
     show_inputs},
    {"--scan-includes", "COMPILER ARGS...", "show what a host in pump mode would be sent",
     scan_includes},
    {"--agent-status", "[--json]", "show what the agent of this user does", show_status_of_agent},
    {"--agent-stop", "", "end it", stop_agent},
};

std::vector<SettingText> texts_of_own_options() {
  std::vector<SettingText> texts;
  for (const OwnOption& option : own_options) {
    texts.push_back({option.name, 0, option.takes, "", option.help, ""});
  }
  return texts;
}

const OwnOption* find_own_option(std::string_view word) {
  const auto* const found =
      std::find_if(std::begin(own_options), std::end(own_options),
                   [&](const OwnOption& option) { return option.name == word; });
  return found == std::end(own_options) ? nullptr : found;
}

}  // namespace

bool is_own_option(std::string_view word) {
  return find_own_option(word) != nullptr;
}

int answer_own_option(const World& world) {
  const auto& words = world.invocation.words;
  const OwnOption* option = words.empty() ? nullptr : find_own_option(words.front());
  if (option != nullptr) return option->answer(world);
  const std::string_view text =
      "distcc: missing option or compile command\nTry 'distcc --help' for more.\n";
  (void)write_all(STDERR_FILENO, text);
  return to_int(ExitCode::bad_arguments);
}

}  // namespace distcc
