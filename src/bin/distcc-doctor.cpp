// SPDX-License-Identifier: GPL-3.0-or-later
//
// What distcc --doctor runs: a program of its own, so that the client, which is started for each
// file of a build, does not carry it.
#include <unistd.h>

#include <string>
#include <vector>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/log.h"
#include "base/text.h"
#include "doctor/examine_here.h"
#include "doctor/examine_hosts.h"
#include "doctor/look_at_hosts.h"
#include "doctor/look_here.h"
#include "doctor/report.h"

namespace distcc {
namespace {

constexpr std::string_view usage =
    "Usage: distcc --doctor [--json] [--timeout=SECONDS] [HOST...]\n"
    "Looks at the set-up and at the hosts, and says what is wrong, where, and how to mend it.\n"
    "HOST is an entry as in a host list; without any, the host list is taken.\n"
    "Exit status: 0 all is well, 1 there are errors or warnings, 101 wrong arguments.\n";

struct Request {
  bool json = false;
  int seconds = 5;
  std::vector<std::string> hosts;
};

/// Nothing when the words are no correct call.
std::optional<Request> read_request(const std::vector<std::string>& words) {
  constexpr std::string_view timeout = "--timeout=";
  Request request;
  for (const std::string& word : words) {
    if (word == "--json") {
      request.json = true;
    } else if (word.starts_with(timeout)) {
      const auto number = parse_integer(word.substr(timeout.size()));
      if (!number || *number < 1 || *number > 600) return std::nullopt;
      request.seconds = static_cast<int>(*number);
    } else if (word.starts_with("-")) {
      return std::nullopt;
    } else {
      request.hosts.push_back(word);
    }
  }
  return request;
}

int run(const std::vector<std::string>& words) {
  const auto request = read_request(words);
  if (!request) {
    (void)write_all(STDERR_FILENO, usage);
    return to_int(ExitCode::bad_arguments);
  }
  const Environment environment = Environment::of_process();
  auto options = load_client_options(environment);
  if (!options) {
    log_error(options.error().text);
    return to_int(options.error().code);
  }
  const Clock::time_point start = Clock::now();
  const HereFacts here = look_here(std::move(*options), environment, request->hosts);
  const auto hosts = look_at_hosts(here, Deadline::after(std::chrono::seconds(request->seconds)));
  Findings findings = examine_here(here);
  for (Finding& one : examine_hosts(here, hosts)) findings.push_back(std::move(one));
  findings = worst_first(std::move(findings));
  const auto report = request->json ? report_json : report_text;
  (void)write_all(STDOUT_FILENO, report(here, hosts, findings, seconds_since(start)));
  return has_problems(findings) ? 1 : 0;
}

}  // namespace
}  // namespace distcc

int main(int argc, char** argv) {
  distcc::clean_up_on_signals();
  const int status = distcc::run({argv + 1, argv + argc});
  // A thread may still wait for a name server or a host, and cannot be stopped.
  ::_exit(status);
}
