// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/answer.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

#include "agent/fitness.h"
#include "agent/mirror_plan.h"
#include "base/files.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"
#include "command/compiler_name.h"
#include "command/understand.h"

namespace distcc {
namespace {

constexpr std::size_t longest_environment = std::size_t{4} << 20;
constexpr int most_scans = 3;  ///< of one compile whose files change meanwhile

using Paths = expected<std::vector<std::string>, Reason>;

unexpected<Reason> refuse(std::string subject, Outcome outcome = Outcome::scan_unknown_construct) {
  return unexpected(Reason{outcome, std::move(subject)});
}

/// The program a compiler's name stands for: what distcc's own links would run.
std::string compiler_path(const std::string& word, const std::string& directory,
                          const std::string& search_path) {
  if (word.find('/') != std::string::npos) return absolute_path(word, directory);
  return find_program(word, search_path, [](const std::string& found) {
    return base_name(real_path(found)) != "distcc";
  });
}

expected<CompileJob, Reason> job_of(const AgentRequest& request, const std::string& search_path) {
  CommandContext context;
  context.read_response_file = [](const std::string& path) -> Result<std::string> {
    return fail(Fault::this_machine, ExitCode::failed, path);
  };
  context.real_compiler_name = [&](const std::string& name) {
    const std::string path = compiler_path(name, request.directory, search_path);
    return std::string(base_name(real_path(path)));
  };
  return understand(request.words, context);
}

/// What the compiler is asked with, and what says where it looks.
JobEnvironment job_environment(const Environment& environment) {
  JobEnvironment result;
  for (const char* name : {"PATH", "HOME", "LD_LIBRARY_PATH", "SDKROOT", "CPATH", "C_INCLUDE_PATH",
                           "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "OBJCPLUS_INCLUDE_PATH"}) {
    if (auto value = environment.get(name)) result[name] = std::move(*value);
  }
  return result;
}

std::vector<Spelling> spellings_of(const SearchWords& words) {
  std::vector<Spelling> spellings;
  for (const auto* list : {&words.quote, &words.bracket, &words.system, &words.after}) {
    for (const std::string& written : *list) {
      std::string real = is_absolute(written) ? real_path(written) : std::string();
      if (real.size() <= 1) continue;
      // As compilers do.
      const std::size_t end = written.find_last_not_of('/');
      spellings.emplace_back(std::move(real), written.substr(0, end + 1));
    }
  }
  return spellings;
}

MirrorWishes wishes_of(const ScanRequest& request, const Closure& closure) {
  MirrorWishes wishes;
  wishes.source = request.job.input;
  for (const std::string& directory : closure.compiler_directories) {
    std::string real = real_path(absolute_path(directory, request.directory));
    if (!real.empty()) wishes.compiler_directories.push_back(std::move(real));
  }
  const auto words = search_words(request.job, request.environment);
  if (words) wishes.spellings = spellings_of(*words);
  return wishes;
}

expected<ScanRequest, Reason> scan_request(const AgentRequest& request,
                                           const Environment& environment) {
  if (!is_absolute(request.directory)) return refuse("the directory is not absolute");
  if (request.words.empty()) return refuse("no command");
  const std::string search_path = environment.get("PATH").value_or("/usr/bin:/bin");
  ScanRequest scan{
      TRY_VALUE(job_of(request, search_path)), request.directory, {}, job_environment(environment)};
  if (scan.job.preprocessed) return refuse("preprocessed already", Outcome::not_from_preprocessed);
  scan.compiler = compiler_path(scan.job.words.front(), request.directory, search_path);
  if (scan.compiler.empty()) return refuse(scan.job.words.front(), Outcome::compiler_missing);
  return scan;
}

}  // namespace

expected<void, Reason> Answerer::find(const AgentRequest& request, const Environment& environment,
                                      const Hold& hold) {
  if (const auto unfit = unfit_for_files(request.words, environment)) return refuse(*unfit);
  const ScanRequest scan = TRY_VALUE(scan_request(request, environment));
  for (int scans = 0; scans < most_scans; ++scans) {
    const Closure closure = TRY_VALUE(scanner_.closure(scan));
    if (closure.names_absolute) return refuse("includes a file by an absolute name");
    const auto verdict = hold(plan_mirror(closure, wishes_of(scan, closure)));
    if (!verdict) {
      log_warning(verdict.error().text);
      return refuse(verdict.error().text);
    }
    if (*verdict == ClientRoot::Verdict::done) return {};
    if (*verdict == ClientRoot::Verdict::spelt_in_two_ways) {
      return refuse("a directory is written in two ways");
    }
  }
  return refuse("files change all the time");
}

expected<void, Reason> Answerer::find_and_count(const AgentRequest& request,
                                                const Environment& environment, const Hold& hold) {
  auto found = find(request, environment, hold);
  const std::lock_guard lock(counters_mutex_);
  if (found) {
    ++answers_;
  } else {
    ++refusals_[std::string(row_of(found.error().outcome).key)];
  }
  return found;
}

Paths Answerer::inputs(const AgentRequest& request, const Environment& environment) {
  const ScanRequest scan = TRY_VALUE(scan_request(request, environment));
  const Closure closure = TRY_VALUE(scanner_.closure(scan));
  std::vector<std::string> paths;
  for (const ClosureFile& file : closure.files) paths.push_back(file.path);
  for (const ClosureLink& link : closure.links) paths.push_back(link.path);
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

Paths Answerer::files(const AgentRequest& request, const Environment& environment) {
  std::vector<std::string> paths;
  TRY(find_and_count(request, environment,
                     [&](const MirrorPlan& plan) { return mirror_.hold(plan, paths); }));
  return paths;
}

expected<PackedFiles, Reason> Answerer::packed(const AgentRequest& request,
                                               const Environment& environment) {
  PackedFiles files;
  const auto hold = [&](const MirrorPlan& plan) -> Result<ClientRoot::Verdict> {
    auto held = TRY_VALUE(packed_.hold(plan));
    if (!held) return ClientRoot::Verdict::file_changed;
    files = std::move(*held);
    return ClientRoot::Verdict::done;
  };
  TRY(find_and_count(request, environment, hold));
  return files;
}

Answerer::Statistics Answerer::statistics() {
  Statistics result;
  result.scanner = scanner_.statistics();
  result.mirror = mirror_.statistics();
  result.packed = packed_.statistics();
  const std::lock_guard lock(counters_mutex_);
  result.answers = answers_;
  result.refusals = refusals_;
  return result;
}

Environment environment_of_peer(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.pid <= 0) {
    return Environment::of_process();
  }
  const auto content = read_file(cat("/proc/", peer.pid, "/environ"), longest_environment);
  if (!content) return Environment::of_process();
  std::map<std::string, std::string> table;
  for (const std::string_view entry : split_fields(*content, '\0')) {
    const std::size_t equals = entry.find('=');
    if (equals != entry.npos) table.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return Environment::of(std::move(table));
}

}  // namespace distcc
