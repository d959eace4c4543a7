// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/watch.h"

#include <sched.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <utility>

#include "activity/tasks.h"
#include "base/files.h"
#include "base/text.h"
#include "hosts/back_off.h"
#include "hosts/host_list.h"
#include "options/client_options.h"

namespace distcc {
namespace {

/// Builds may run side by side; older ones than these are no news.
constexpr std::size_t builds_kept = 4;
constexpr std::size_t largest_host_list = 1 << 20;

/// Seconds since the machine was started, as /proc counts the begins of processes.
double since_boot() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// How long the process has been there. Its name, the second field, may hold blanks and brackets.
std::optional<double> process_age(long pid) {
  constexpr std::size_t begin_field = 22;
  constexpr std::size_t fields_to_name_end = 2;
  const auto line = read_file(cat("/proc/", pid, "/stat"), 4096);
  if (!line) return std::nullopt;
  const std::size_t name_end = line->rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  const auto fields = split_words(line->substr(name_end + 1));
  const std::size_t index = begin_field - fields_to_name_end - 1;
  const auto ticks = fields.size() > index ? parse_integer(fields[index]) : std::nullopt;
  if (!ticks) return std::nullopt;
  const double began = static_cast<double>(*ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return std::max(0.0, since_boot() - began);
}

int cpu_count() {
  cpu_set_t set;
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

std::int64_t microseconds_since_1970() {
  using std::chrono::system_clock;
  return std::chrono::duration_cast<std::chrono::microseconds>(
             system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Result<WatchedPlace> watched_place(const Environment& environment, const std::string& directory) {
  const ClientOptions options = TRY_VALUE(load_client_options(environment));
  WatchedPlace place{options.directory, environment, options.back_off_period};
  if (!directory.empty()) {
    place.directory = directory;
    place.environment = Environment::of({});
  }
  if (place.directory.empty()) {
    return fail(Fault::this_machine, ExitCode::bad_arguments,
                "neither DISTCC_DIR nor HOME is set, so there is no place to look for tasks");
  }
  const auto variable = environment.get("DISTCC_DIR");
  const bool named = !directory.empty() || (variable && !variable->empty());
  if (named && !file_exists(place.directory)) {
    return fail(Fault::this_machine, ExitCode::io_error,
                cat(directory.empty() ? "DISTCC_DIR is " : "--dir is ", place.directory,
                    ", which does not exist"));
  }
  return place;
}

Watch::Watch(WatchedPlace place)
    : place_(std::move(place)), journal_(place_.directory), builds_(builds_kept) {}

Result<Snapshot> Watch::look() {
  Findings findings;
  findings.directory = place_.directory;
  findings.at = microseconds_since_1970();
  for (TaskState& task :
       TRY_VALUE(running_tasks(place_.directory, std::chrono::system_clock::now()))) {
    const auto age = process_age(task.pid);
    findings.jobs.push_back({std::move(task), age});
  }
  read_hosts(findings);
  findings.build = follow_journal();
  findings.totals = totals_;
  return assemble(std::move(findings));
}

/// The list is read at each look, as each client reads it.
void Watch::read_hosts(Findings& findings) const {
  findings.local_slots = cpu_count();
  const auto source =
      find_host_list(place_.environment, place_.directory, DISTCC_SYSCONFDIR "/distcc");
  if (!source) {
    findings.trouble = source.error().text;
    return;
  }
  std::string zeroconf_hosts;
  if (source->text.find("+zeroconf") != std::string::npos) {
    zeroconf_hosts = read_file(cat(place_.directory, "/zeroconf/hosts"), largest_host_list)
                         .value_or(std::string());
  }
  auto list = parse_host_list(source->text, zeroconf_hosts, 0, source->origin);
  if (!list) {
    findings.trouble = list.error().text;
    return;
  }
  if (list->local_slots > 0) findings.local_slots = list->local_slots;
  const BackOff back_off(place_.directory, place_.back_off_period);
  for (Host& host : list->hosts) {
    const bool failed_lately = back_off.is_backed_off(host);
    findings.hosts.push_back({std::move(host), failed_lately});
  }
}

const Build* Watch::follow_journal() {
  auto records = journal_.read_new();
  for (JobRecord& record : records) builds_.add(std::move(record));
  const Build* build = builds_.last();
  if (!records.empty() && build != nullptr) totals_ = totals_of(build->jobs);
  return build;
}

}  // namespace distcc
