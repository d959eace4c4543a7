// SPDX-License-Identifier: GPL-3.0-or-later
//
// Read this first. A command either is one compile that a host can do, or it runs here exactly as
// typed. A host that cannot do its job is replaced by the next one; when none is left, or when a
// result is in doubt, this machine compiles, and its result is the one that counts. Whatever
// happened has one name, an Outcome.
#include "client/compile.h"

#include <unistd.h>

#include <utility>

#include "activity/journal.h"
#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"
#include "client/build_watch.h"
#include "client/discrepancy.h"
#include "client/dispatch.h"
#include "client/host_choice.h"
#include "client/include_server.h"
#include "client/local.h"
#include "client/plan.h"
#include "hosts/back_off.h"

namespace distcc {
namespace {

/// What every step of the story needs.
struct Story {
  const World& world;
  const std::vector<std::string>& words;
  Progress& progress;
  int local_slots;
};

/// Gives what happened its name, for the log and for the journal.
void log_outcome(const Story& story, const Reason& reason) {
  story.progress.outcome(reason);
  if (is_logged(LogLevel::info)) log_info(cat("outcome ", reason.describe()));
}

/// Waits for a slot, unless one is held already, and compiles here.
int compile_here(const Story& story, std::optional<Claim> slot) {
  if (!slot)
    slot = claim_local_slot(story.world, local_slot_limit(story.local_slots), story.progress);
  const auto status = run_here(story.world, story.words, story.progress);
  if (status) return status->exit_code();
  log_error(status.error().text);
  return to_int(status.error().code);
}

int run_by_rule(const Story& story, const Reason& reason, std::optional<Claim> slot = {}) {
  log_outcome(story, reason);
  return compile_here(story, std::move(slot));
}

/// Distributing failed. Here, then, unless the user forbids it. Each is told, but for servers of
/// +zeroconf that come and go: that there are none at the moment is no failure.
int fall_back(const Story& story, const Reason& reason, ExitCode code) {
  log_outcome(story, reason);
  if (!story.world.options.fallback) {
    log_error(cat("failed to distribute and fallbacks are disabled: ", reason.describe()));
    return to_int(code);
  }
  const bool none_now = reason.outcome == Outcome::no_server_found && reason.subject.empty();
  if (none_now) return compile_here(story, {});
  const OutcomeRow& row = row_of(reason.outcome);
  std::string text = cat("failed to distribute, running locally instead: ", row.text);
  if (!reason.subject.empty()) text += cat(" (", reason.subject, ")");
  log_warning(text);
  return compile_here(story, {});
}

/// Shows what the compiler said, as a local compile would.
void show_messages(const Dispatched& done) {
  (void)write_all(STDERR_FILENO, done.diagnostics);
  (void)write_all(STDERR_FILENO, done.result.diagnostics);
  (void)write_all(STDOUT_FILENO, done.result.standard_output);
}

/// The compiler on the host reported errors. What this machine says is what counts; when it says
/// the same, the host did nothing wrong.
int repeat_here(const Story& story, const Dispatched& done) {
  const int remote_code = done.result.status.exit_code();
  if (story.world.options.skip_local_retry.present || !story.world.options.fallback) {
    log_outcome(story, done.reason);
    show_messages(done);
    return remote_code;
  }
  log_info(cat("remote compilation of '", source_among(story.words), "' failed, retrying locally"));
  const int local_code = compile_here(story, {});
  if (local_code == remote_code) {
    log_outcome(story, {Outcome::remote_error_same_here, done.reason.subject});
    return local_code;
  }
  log_outcome(story, {Outcome::remote_error_not_here, done.reason.subject});
  const std::string more = report_discrepancy(story.world, story.words, done, local_code);
  log_warning(cat("remote compilation of '", source_among(story.words), "' on ",
                  done.reason.subject, " failed, retried locally and got a different result",
                  more));
  return local_code;
}

Result<void> put_in_place(Dispatched& done) {
  if (!done.dependency_file.empty()) {
    TRY(replace_file(done.dependency_file, done.result.dependencies));
  }
  return done.object->commit();
}

int deliver(const Story& story, Dispatched& done) {
  const auto committed = put_in_place(done);
  if (!committed) {
    return fall_back(story, {Outcome::output_not_writable, committed.error().text},
                     committed.error().code);
  }
  show_messages(done);
  log_outcome(story, done.reason);
  return to_int(ExitCode::ok);
}

/// The preprocessor says what is wrong with the source; the compile here says it in full.
int report_preprocessor(const Story& story, const Dispatched& done) {
  if (story.world.options.fallback) return run_by_rule(story, done.reason);
  log_outcome(story, done.reason);
  show_messages(done);
  return done.preprocessor.success() ? to_int(done.code) : done.preprocessor.exit_code();
}

int finish(const Story& story, Dispatched done) {
  switch (done.reason.outcome) {
    case Outcome::compiled_remotely:
      return deliver(story, done);
    case Outcome::rejected_remotely:
      return repeat_here(story, done);
    case Outcome::preprocessor_failed:
      return report_preprocessor(story, done);
    case Outcome::host_is_localhost:
    case Outcome::reads_file_in_assembler:
    case Outcome::directory_not_in_text:
      return run_by_rule(story, done.reason, std::move(done.local_slot));
    case Outcome::remote_killed:
      return fall_back(story, done.reason, ExitCode{done.result.status.exit_code()});
    default:
      return fall_back(story, done.reason, done.code);
  }
}

int compile_or_run(const World& world, Progress& progress) {
  const std::vector<std::string>& words = world.invocation.words;
  progress.phase(Phase::startup);
  auto hosts = read_hosts(world);
  const Story story{world, words, progress, hosts ? hosts->local_slots : 0};

  const auto job = plan_job(world, words);
  if (!job) return run_by_rule(story, job.error());
  if (is_logged(LogLevel::info)) {
    log_info(cat("compile from ", base_name(job->input), " to ", base_name(job->output)));
  }
  if (!hosts) {
    return fall_back(story, reason_without_hosts(hosts.error()), hosts.error().code);
  }
  return finish(story, dispatch(world, *job, std::move(*hosts), progress));
}

bool keeps_journal(const World& world) {
  return world.options.journal && !world.options.directory.empty();
}

/// Whoever named the build asks for its summary; else, when one is wanted, we see to it.
std::string name_of_build(const World& world) {
  if (!world.options.build.empty() || !world.options.summary || !keeps_journal(world)) {
    return world.options.build;
  }
  return watch_build(world);
}

/// What the job is called in the journal: its source, or else its program.
std::string name_of_job(const std::vector<std::string>& words) {
  std::string source = source_among(words);
  return source.empty() && !words.empty() ? words.front() : source;
}

}  // namespace

int compile(const World& world) {
  if (world.surroundings.depth > 0) {
    log_line(LogLevel::critical, "distcc seems to have invoked itself recursively!");
    return to_int(ExitCode::recursion);
  }
  const std::string build = name_of_build(world);
  Progress progress(world.options.directory, name_of_job(world.invocation.words));
  const int code = compile_or_run(world, progress);
  if (keeps_journal(world)) {
    JobRecord record = progress.record(code);
    record.build = build;
    append_to_journal(world.options.directory, record);
  }
  return code;
}

}  // namespace distcc
