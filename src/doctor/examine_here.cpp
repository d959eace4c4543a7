// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor/examine_here.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "base/paths.h"
#include "base/text.h"

namespace distcc {
namespace {

using Kind = PathEntry::Kind;

constexpr std::string_view example_list = "HOST/8,lzo localhost/2";

std::string list_command(const HereFacts& here, std::string_view list) {
  if (here.list_origin == "$DISTCC_HOSTS" || here.options.directory.empty()) {
    return cat("export DISTCC_HOSTS=\"", list, "\"");
  }
  const std::string path =
      here.list_origin.starts_with("/") ? here.list_origin : cat(here.options.directory, "/hosts");
  return cat("echo '", list, "' > ", path);
}

void examine_list(const HereFacts& here, Findings& findings) {
  if (here.list_error) {
    const bool none = here.list_error->code == ExitCode::no_hosts;
    if (none) {
      findings.push_back({Severity::error, "no_host_list", "host list",
                          cat("DISTCC_HOSTS is not set, and there is no ", here.options.directory,
                              "/hosts; so every job runs here"),
                          list_command(here, example_list)});
      return;
    }
    std::string_view what = here.list_error->text;
    if (what.starts_with(here.list_origin)) what.remove_prefix(here.list_origin.size() + 2);
    findings.push_back({Severity::error, "bad_host_list", here.list_origin, std::string(what),
                        mend_for_entry(here.list_error->text, here.list_origin)});
    return;
  }
  const auto& hosts = here.list.hosts;
  const auto is_local = [](const Host& host) { return host.way == Host::Way::local; };
  if (std::all_of(hosts.begin(), hosts.end(), is_local)) {
    findings.push_back({Severity::error, "only_localhost", here.list_origin,
                        "the list has nothing but localhost, which is this machine without a "
                        "server, so nothing is distributed; a distccd here is 127.0.0.1",
                        list_command(here, cat(example_list))});
  } else if (std::none_of(hosts.begin(), hosts.end(),
                          [&](const Host& host) { return !is_local(host) && host.usable(); })) {
    findings.push_back({Severity::error, "no_usable_host", here.list_origin,
                        "every host is marked ,down or has a slot limit below 1",
                        list_command(here, example_list)});
  }
  for (const Host& host : hosts) {
    if (is_local(host) && host.slots > 2 * here.cpus) {
      findings.push_back({Severity::warning, "too_many_local_slots", host.definition,
                          cat("this machine has ", here.cpus, here.cpus == 1 ? " CPU" : " CPUs"),
                          cat("write localhost/", here.cpus, " in ", here.list_origin)});
    }
  }
}

std::string mend_for_directory(const HereFacts& here, const DirectoryFacts& facts,
                               const std::string& root) {
  const bool rights = facts.error == EACCES || facts.error == EPERM || facts.error == 0;
  if (rights && !facts.owner.empty() && facts.owner != here.user) {
    return cat("sudo chown -R ", here.user, " ", root);
  }
  if (rights) return cat("chmod -R u+rwX ", root);
  return "export DISTCC_DIR=$HOME/.distcc";
}

void examine_directories(const HereFacts& here, Findings& findings) {
  const std::string& root = here.options.directory;
  if (root.empty()) {
    findings.push_back({Severity::error, "no_distcc_dir", "DISTCC_DIR",
                        "neither DISTCC_DIR nor HOME is set, so there is no place for slots and "
                        "nothing is distributed",
                        "export DISTCC_DIR=/tmp/distcc-$(id -u)"});
  } else if (here.slots.error != 0) {
    const std::string owner =
        here.slots.owner.empty() ? "" : cat(" (it belongs to ", here.slots.owner, ")");
    findings.push_back({Severity::error, "distcc_dir_not_writable", root,
                        cat("DISTCC_DIR cannot be written: ", std::strerror(here.slots.error),
                            owner, "; so nothing is distributed"),
                        mend_for_directory(here, here.slots, root)});
  } else if (!here.slots.blocked_file.empty()) {
    findings.push_back({Severity::error, "distcc_dir_not_writable", here.slots.blocked_file,
                        cat("this file of DISTCC_DIR cannot be written by ", here.user),
                        cat("sudo chown -R ", here.user, " ", root)});
  }
  if (here.temporary.error != 0) {
    findings.push_back({Severity::error, "tmpdir_not_writable", here.temporary.path,
                        cat("TMPDIR cannot be written: ", std::strerror(here.temporary.error)),
                        "export TMPDIR=/tmp"});
  }
  if (here.log) {
    findings.push_back({Severity::warning, "log_not_writable", here.log->path,
                        cat("DISTCC_LOG cannot be appended to: ", std::strerror(here.log->error)),
                        "export DISTCC_LOG=$HOME/distcc.log"});
  }
}

const PathEntry* first_of(const HereFacts& here, Kind kind) {
  const auto found = std::find_if(here.search_path.begin(), here.search_path.end(),
                                  [kind](const PathEntry& entry) { return entry.kind == kind; });
  return found == here.search_path.end() ? nullptr : &*found;
}

/// The word called `name` (by its base name) of a command; npos when there is none.
std::size_t place_of(const std::string& command, std::string_view name) {
  const std::vector<std::string> words = split_words(command);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (base_name(words[i]) == name) return i;
  }
  return std::string::npos;
}

void examine_ccache_in(const char* variable, const std::string& value, Findings& findings) {
  const std::size_t distcc = place_of(value, "distcc");
  const std::size_t ccache = place_of(value, "ccache");
  if (distcc == std::string::npos || ccache == std::string::npos || ccache < distcc) return;
  std::vector<std::string> rest = split_words(value);
  std::erase_if(rest, [](const std::string& word) { return base_name(word) == "distcc"; });
  findings.push_back({Severity::warning, "ccache_after_distcc", variable,
                      "ccache comes after distcc, so hosts compile what the cache has",
                      cat("export CCACHE_PREFIX=distcc ", variable, "=\"", join(rest, " "), "\"")});
}

void examine_search_path(const HereFacts& here, Findings& findings) {
  const PathEntry* masquerade = first_of(here, Kind::masquerade);
  const PathEntry* compilers = first_of(here, Kind::compilers);
  const PathEntry* ccache = first_of(here, Kind::ccache);
  if (masquerade != nullptr && !masquerade->dangling.empty()) {
    findings.push_back({Severity::error, "dangling_link", masquerade->dangling,
                        "the link of the masquerade directory leads nowhere",
                        "sudo update-distcc-symlinks"});
  }
  // The entries lie in one row, so their addresses tell their order.
  if (masquerade != nullptr && compilers != nullptr && masquerade > compilers) {
    findings.push_back({Severity::error, "masquerade_behind_compiler", "PATH",
                        cat(masquerade->directory, " comes after ", compilers->directory, ", so ",
                            compilers->example, " is ", compilers->directory, "/",
                            compilers->example, " and runs without distcc"),
                        cat("export PATH=\"", masquerade->directory, ":$PATH\"")});
  }
  if (masquerade != nullptr && ccache != nullptr && ccache > masquerade) {
    findings.push_back({Severity::warning, "ccache_after_distcc", "PATH",
                        cat(ccache->directory, " (ccache) comes after ", masquerade->directory,
                            " (distcc), so hosts compile what the cache has"),
                        cat("export CCACHE_PREFIX=distcc PATH=\"", ccache->directory, ":$PATH\"")});
  }
  const bool through_prefix = here.ccache_prefix.find("distcc") != std::string::npos;
  if (ccache != nullptr && masquerade == nullptr && !through_prefix) {
    findings.push_back({Severity::note, "ccache_without_distcc", "PATH",
                        cat(ccache->directory, " (ccache) does not call distcc"),
                        "export CCACHE_PREFIX=distcc"});
  }
  examine_ccache_in("CC", here.cc, findings);
  examine_ccache_in("CXX", here.cxx, findings);
}

void examine_compilers(const HereFacts& here, Findings& findings) {
  for (const CompilerFacts& one : here.compilers) {
    if (one.program.empty()) {
      findings.push_back({Severity::error, "compiler_missing_here", one.compiler.word,
                          "is not installed here, where preprocessing is done",
                          cat("sudo apt-get install ", base_name(one.compiler.word))});
    } else if (one.object.empty()) {
      const Severity severity = one.asked_for ? Severity::error : Severity::note;
      findings.push_back({severity, "compiler_fails_here", one.program,
                          "cannot compile a small preprocessed text, so hosts cannot be compared",
                          cat("echo 'int a;' | ", one.compiler.word, " -x ",
                              one.compiler.cxx ? "c++" : "c", " -c - -o /dev/null")});
    }
  }
  for (const FlagFacts& flags : here.flags) {
    if (!flags.reason) continue;
    findings.push_back(
        {Severity::warning, "flags_keep_jobs_here", flags.variable,
         cat("with \"", flags.value, "\" every compile stays here: ", flags.reason->describe()),
         cat("export ", flags.variable, "=… without ", flags.reason->subject, "; ",
             row_of(flags.reason->outcome).advice)});
  }
}

void examine_times(const HereFacts& here, Findings& findings) {
  constexpr int shortest_io = 10;
  constexpr int longest_io = 900;
  const auto io = here.options.io_timeout.count();
  if (io < shortest_io || io > longest_io) {
    findings.push_back(
        {Severity::warning, "odd_time_out", "DISTCC_IO_TIMEOUT",
         io < shortest_io
             ? cat(io, " s is less than many compiles take, and then hosts are given up")
             : cat("for ", io, " s each job would wait for a host that hangs"),
         "unset DISTCC_IO_TIMEOUT"});
  }
  const auto back_off = here.options.back_off_period.count();
  constexpr int longest_back_off = 3600;
  if (back_off == 0 || back_off > longest_back_off) {
    findings.push_back({Severity::note, "odd_back_off", "DISTCC_BACKOFF_PERIOD",
                        back_off == 0
                            ? "at 0 every job tries hosts that are down again"
                            : cat("for ", back_off, " s a host is left out once it failed"),
                        "unset DISTCC_BACKOFF_PERIOD"});
  }
  const auto has_cpp = [](const Host& host) { return host.cpp; };
  if (std::any_of(here.list.hosts.begin(), here.list.hosts.end(), has_cpp) &&
      !here.include_server) {
    findings.push_back({Severity::note, "pump_not_running", here.list_origin,
                        "hosts with ,cpp get preprocessed text unless the build runs under pump",
                        "pump make"});
  }
  if (!here.options.check_compiler) {
    findings.push_back({Severity::note, "compilers_not_checked", "DISTCC_CHECK_COMPILER",
                        "at 0 hosts with other compilers get jobs", "unset DISTCC_CHECK_COMPILER"});
  }
}

/// So many letters have to be changed, put in or left out between the two.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

/// The option that somebody meant by `option`; empty when none is near.
std::string_view nearest_option(std::string_view option) {
  constexpr std::array<std::string_view, 4> options = {"lzo", "cpp", "auth", "down"};
  const auto near = std::min_element(options.begin(), options.end(), [&](auto a, auto b) {
    return distance(option, a) < distance(option, b);
  });
  return distance(option, *near) <= 2 ? *near : std::string_view();
}

/// `entry` with the option that is none replaced by the one that was meant; empty: cannot tell.
std::string guess_entry(std::string_view entry) {
  std::string guess;
  bool changed = false;
  for (const std::string_view part : split_fields(entry, ',')) {
    if (guess.empty()) {
      guess = part;
      continue;
    }
    const std::string_view meant = part.starts_with("auth=") ? part : nearest_option(part);
    if (meant.empty()) return {};
    changed = changed || meant != part;
    guess += cat(",", meant);
  }
  return changed ? guess : std::string();
}

}  // namespace

std::string mend_for_entry(const std::string& error, const std::string& origin) {
  constexpr std::string_view before = "bad entry \"";
  const bool is_file = origin.starts_with("/");
  std::string edit =
      is_file ? cat("${EDITOR:-vi} ", origin) : cat("export DISTCC_HOSTS=\"", example_list, "\"");
  const std::size_t start = error.find(before);
  if (start == std::string::npos) return edit;
  const std::string_view rest = std::string_view(error).substr(start + before.size());
  const std::string_view entry = rest.substr(0, rest.find('"'));
  const std::string guess = guess_entry(entry);
  const bool is_plain =
      entry.find_first_not_of(
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_,:/@") == entry.npos;
  if (guess.empty() || !is_plain) return edit;
  if (is_file) return cat("sed -i 's|", entry, "|", guess, "|' ", origin);
  return cat("export DISTCC_HOSTS=\"${DISTCC_HOSTS//", entry, "/", guess, "}\"");
}

Findings examine_here(const HereFacts& here) {
  Findings findings;
  examine_list(here, findings);
  examine_directories(here, findings);
  examine_compilers(here, findings);
  examine_search_path(here, findings);
  examine_times(here, findings);
  return findings;
}

}  // namespace distcc
