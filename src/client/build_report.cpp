// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/build_report.h"

#include <unistd.h>

#include "activity/builds.h"
#include "activity/journal.h"
#include "activity/summary.h"
#include "activity/trace.h"
#include "base/files.h"
#include "base/io.h"
#include "base/log.h"
#include "base/text.h"

namespace distcc {
namespace {

Builds read_builds(const World& world) {
  Builds builds;
  for (JobRecord& record : JournalReader(world.options.directory).read_new()) {
    builds.add(std::move(record));
  }
  return builds;
}

/// The build with the name that is word number `position`, or the last one.
Result<const Build*> chosen(const World& world, const Builds& builds, std::size_t position) {
  const auto& words = world.invocation.words;
  const bool named = words.size() > position && !words[position].empty();
  const Build* build = named ? builds.called(words[position]) : builds.last();
  if (build != nullptr) return build;
  return fail(Fault::this_machine, ExitCode::failed,
              cat(named ? cat("no build called ", words[position]) : std::string("no job"),
                  " is in ", world.options.directory, "/journal"));
}

int report(const Result<void>& done) {
  if (done) return to_int(ExitCode::ok);
  log_error(done.error().text);
  return to_int(done.error().code);
}

Result<void> print_summary(const World& world) {
  const Builds builds = read_builds(world);
  const Build* build = TRY_VALUE(chosen(world, builds, 1));
  return write_all(STDOUT_FILENO, summary_text(*build));
}

Result<void> print_trace(const World& world) {
  const auto& words = world.invocation.words;
  if (words.size() < 2) {
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                "--trace needs a file to write, such as: distcc --trace build.json");
  }
  const Builds builds = read_builds(world);
  const Build* build = TRY_VALUE(chosen(world, builds, 2));
  if (words[1] == "-") return write_all(STDOUT_FILENO, trace_of(*build));
  return replace_file(words[1], trace_of(*build));
}

}  // namespace

int show_summary(const World& world) {
  return report(print_summary(world));
}

int write_trace(const World& world) {
  return report(print_trace(world));
}

}  // namespace distcc
