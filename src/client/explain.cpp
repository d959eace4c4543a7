// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/explain.h"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "auth/security_context.h"
#include "base/io.h"
#include "base/log.h"
#include "base/text.h"
#include "client/compiler_check.h"
#include "client/host_choice.h"
#include "client/plan.h"
#include "client/preprocess.h"
#include "client/pump.h"
#include "command/argument.h"
#include "hosts/back_off.h"
#include "hosts/slots.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

/// What would come of the command, and what there is to say about each host.
struct Prospect {
  Reason reason;  ///< compiled_remotely when a host would be asked
  std::optional<CompileJob> job;
  std::vector<std::string> host_lines;
};

bool lacks_gss(const Host& host) {
  return host.auth && !gss_usable();
}

std::string_view compression_state(const Host& host) {
  if (!host.lzo) return "";
  return has_lzo ? ", compressed" : ", not compressed, because this build lacks LZO";
}

bool keeps_out(const std::optional<Verdict>& verdict) {
  return verdict && verdict->keeps_out();
}

std::string host_state(const Host& host, std::chrono::seconds left_out,
                       const std::optional<Verdict>& verdict) {
  if (host.way == Host::Way::local) return "this machine, in its turn";
  if (host.down) return "marked ,down";
  if (!host.usable()) return "its slot limit is below 1";
  if (lacks_gss(host)) return gss_usable().error().text;
  if (left_out.count() > 0) {
    return cat("failed lately, left out for ", left_out.count(), " s more (DISTCC_BACKOFF_PERIOD)");
  }
  if (keeps_out(verdict)) return cat(verdict->text, "; left out for this compiler");
  return cat(host.slots, host.slots == 1 ? " slot" : " slots", compression_state(host),
             host.auth ? ", authenticated" : "");
}

/// Leaves the hosts that would be asked in `list`, and says of all why they would or would not.
Outcome narrow_hosts(const World& world, const CompilerCheck& check, HostList& list,
                     std::vector<std::string>& lines) {
  const BackOff back_off(world.options.directory, world.options.back_off_period);
  bool some_usable = false;
  bool some_differ = false;
  std::vector<Host> asked;
  for (const Host& host : list.hosts) {
    const auto left_out = back_off.remaining(host);
    const auto verdict =
        host.way == Host::Way::local ? std::optional<Verdict>() : check.recall(host);
    lines.push_back(cat(host.definition, ": ", host_state(host, left_out, verdict)));
    some_usable = some_usable || host.usable();
    if (!host.usable() || left_out.count() > 0 || lacks_gss(host)) continue;
    some_differ = some_differ || keeps_out(verdict);
    if (!keeps_out(verdict)) asked.push_back(host);
  }
  list.hosts = std::move(asked);
  if (!list.hosts.empty()) return Outcome::compiled_remotely;
  if (list.has_found && lines.empty()) return Outcome::no_server_found;
  if (some_differ) return Outcome::compiler_differs;
  return some_usable ? Outcome::all_hosts_backed_off : Outcome::no_usable_host;
}

/// The place where the job would go first, as the slots are now.
Reason first_place(const World& world, const std::vector<Host>& hosts) {
  auto slots = Slots::open(world.options.directory, world.options.pause_time);
  if (!slots) return {Outcome::no_slot_directory, slots.error().text};
  const auto claim = slots->try_claim(hosts);
  if (!claim) return {Outcome::no_slot_directory, claim.error().text};
  if (!*claim) return {};  // all are taken: it would wait for one
  const Host& host = hosts[static_cast<std::size_t>((*claim)->host())];
  return {host.way == Host::Way::local ? Outcome::host_is_localhost : Outcome::compiled_remotely,
          ""};
}

bool writes_dependencies(const Argument& argument) {
  const bool in_list = argument.is(Meaning::list_for_preprocessor) &&
                       argument.value.find("-M") != std::string_view::npos;
  return in_list || argument.is(Meaning::dependencies) || argument.is(Meaning::dependency_file) ||
         argument.is(Meaning::dependency_target) || argument.is(Meaning::dependency_detail);
}

/// `job` without its dependency file: explaining must not write one.
CompileJob without_dependencies(const CompileJob& job) {
  CompileJob bare = job;
  bare.dependencies = {};
  bare.words = {job.words.front()};
  for (const Argument& argument : split_arguments(job.words, 1)) {
    if (writes_dependencies(argument)) continue;
    if (argument.first == job.input_word) bare.input_word = bare.words.size();
    for (std::size_t i = 0; i < argument.count; ++i) {
      bare.words.push_back(job.words[argument.first + i]);
    }
  }
  return bare;
}

/// What the preprocessor, and the text that it makes, say about sending the job.
Reason reason_of_text(const World& world, const CompileJob& job, const std::string& program) {
  const auto text = preprocess(world, without_dependencies(job), program);
  if (!text) return {Outcome::preprocessor_failed, text.error().text};
  if (!text->status.success()) {
    return {Outcome::preprocessor_failed,
            text->diagnostics.substr(0, text->diagnostics.find('\n'))};
  }
  return reason_in_text(job, text->text()).value_or(Reason());
}

bool goes_as_files(const World& world, const CompileJob& job, const std::vector<Host>& hosts) {
  const bool all_pump =
      std::all_of(hosts.begin(), hosts.end(), [](const Host& host) { return host.cpp; });
  return all_pump && obstacle_to_pump(world, job, Environment::of_process()).empty();
}

Prospect foresee(const World& world, const std::vector<std::string>& words) {
  Prospect prospect;
  if (world.surroundings.depth > 0) {
    prospect.reason = {Outcome::recursive_call, ""};
    return prospect;
  }
  auto job = plan_job(world, words);
  const std::string& called = job ? job->words.front() : words.front();
  const auto compiler = find_compiler(called, world.surroundings.search_path);
  if (!compiler || ::access(compiler->c_str(), X_OK) != 0) {
    prospect.reason = {Outcome::compiler_missing, called};
    return prospect;
  }
  if (!job) {
    prospect.reason = job.error();
    return prospect;
  }
  auto list = read_hosts(world);
  if (!list) {
    prospect.reason = reason_without_hosts(list.error());
    return prospect;
  }
  prospect.reason.outcome =
      narrow_hosts(world, CompilerCheck(world, *job, *compiler), *list, prospect.host_lines);
  if (prospect.reason.outcome != Outcome::compiled_remotely) return prospect;
  prospect.reason = first_place(world, list->hosts);
  const bool has_text = prospect.reason.outcome == Outcome::compiled_remotely &&
                        !goes_as_files(world, *job, list->hosts);
  if (has_text) prospect.reason = reason_of_text(world, *job, *compiler);
  prospect.job = std::move(*job);
  return prospect;
}

bool may_not_fall_back(const World& world, const Reason& reason) {
  return !world.options.fallback && row_of(reason.outcome).place == Place::local_by_fallback &&
         reason.outcome != Outcome::preprocessor_failed;
}

std::string with_advice(std::string_view where, const Reason& reason) {
  return cat(where, ": ", reason.describe(), "\n  ", row_of(reason.outcome).advice, "\n");
}

std::string describe(const World& world, const Prospect& prospect) {
  const Reason& reason = prospect.reason;
  if (reason.outcome == Outcome::compiled_remotely) {
    return cat("on a host: ", prospect.job->input, " to ", prospect.job->output,
               prospect.job->preprocessed ? ", sent as it is\n" : ", preprocessed here\n");
  }
  if (may_not_fall_back(world, reason)) {
    return cat(with_advice("not at all", {Outcome::fallback_forbidden, reason.describe()}), "  ",
               row_of(reason.outcome).advice, "\n");
  }
  const bool nowhere = row_of(reason.outcome).place == Place::nowhere;
  return with_advice(nowhere ? "not at all" : "here", reason);
}

}  // namespace

int explain(const World& world) {
  const std::vector<std::string> words(world.invocation.words.begin() + 1,
                                       world.invocation.words.end());
  if (words.empty()) {
    log_error("--explain needs a compile command, such as: distcc --explain gcc -c hello.c");
    return to_int(ExitCode::bad_arguments);
  }
  const Prospect prospect = foresee(world, words);
  std::string text = describe(world, prospect);
  for (const std::string& line : prospect.host_lines) text += cat("  ", line, "\n");
  (void)write_all(STDOUT_FILENO, text);
  return to_int(ExitCode::ok);
}

}  // namespace distcc
