// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/local.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

namespace distcc {

Result<WaitStatus> run_here(const World& world, const std::vector<std::string>& words,
                            Progress& progress) {
  const Clock::time_point start = Clock::now();
  ChildSettings settings;
  settings.words = words;
  settings.program = TRY_VALUE(find_compiler(words.front(), world.surroundings.search_path));
  // gcc looks for its parts from where its name is found, which must not be a link of ours.
  settings.words.front() = settings.program;
  settings.environment = {safeguard_for_children(world)};
  if (is_logged(LogLevel::info)) log_info(cat("exec on localhost: ", shell_line(words)));
  progress.phase(Phase::compile);
  Child child = TRY_VALUE(Child::start(settings));
  const WaitStatus status = child.wait();
  if (is_logged(LogLevel::info)) {
    const std::string source = source_among(words);
    log_info(cat("compile ", source.empty() ? words.front() : source, " on localhost ",
                 status.describe()));
    log_info(cat("elapsed compilation time ", fixed(seconds_since(start), 6), "s"));
  }
  return status;
}

std::optional<Claim> claim_local_slot(const World& world, int limit, Progress& progress) {
  if (world.options.directory.empty()) return std::nullopt;
  auto slots = Slots::open(world.options.directory, world.options.pause_time);
  if (!slots) {
    log_debug(slots.error().text);
    return std::nullopt;
  }
  progress.at("localhost", 0);
  progress.phase(Phase::blocked);
  auto claim = slots->claim_local(limit);
  if (claim) {
    progress.at("localhost", claim->slot());
    return std::move(*claim);
  }
  log_debug(claim.error().text);
  return std::nullopt;
}

}  // namespace distcc
