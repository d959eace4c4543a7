// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitor/survey.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/text.h"
#include "monitor/addresses.h"
#include "monitor/detached_thread.h"
#include "monitor/probe.h"

namespace distcc {
namespace {

constexpr std::size_t most_workers = 256;
constexpr std::size_t pattern_workers = 64;
constexpr int default_port = 3632;

std::string numbered(std::string pattern, std::size_t number) {
  const std::string digits = cat(number);
  for (auto at = pattern.find("%d"); at != pattern.npos; at = pattern.find("%d", at)) {
    pattern.replace(at, 2, digits);
    at += digits.size();
  }
  return pattern;
}

/// What the workers of one survey share. The last one to let go of it frees it.
class Progress {
 public:
  Progress(SurveyOptions options, SurveyOutput output, std::string domain)
      : options_(std::move(options)), output_(std::move(output)), domain_(std::move(domain)) {}

  [[nodiscard]] const SurveyOptions& options() const { return options_; }

  /// The next name to look at, when its turn has come; nothing when there are no more.
  std::optional<std::string> next_name();
  /// Ends the lookup of a name that next_name() gave. False when the host is not to be probed.
  bool looked_up(const std::string& name, const std::vector<Address>& addresses);
  void print(const std::string& line);
  void remark(const std::string& line);

  void worker_starts();
  void worker_ends();
  /// Waits for all workers, then stops what may still be under way.
  SurveyEnd finish(Deadline deadline);

 private:
  [[nodiscard]] bool may_look_up() const {
    return !options_.is_pattern || lookups_ <= options_.lookups_ahead;
  }
  [[nodiscard]] bool no_more_names() const {
    if (stopped_) return true;
    return options_.is_pattern ? missing_ > options_.missing_tolerated
                               : taken_ == options_.names.size();
  }

  const SurveyOptions options_;
  const SurveyOutput output_;
  const std::string domain_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t taken_ = 0;  ///< names handed out
  int lookups_ = 0;        ///< names handed out and not yet looked up
  int missing_ = 0;        ///< names without address
  int workers_ = 0;
  std::optional<Address> first_;  ///< the first address of all, for the comparison of networks
  bool stopped_ = false;
};

std::optional<std::string> Progress::next_name() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return no_more_names() || may_look_up(); });
  if (no_more_names()) return std::nullopt;
  ++lookups_;
  ++taken_;
  const std::string name =
      options_.is_pattern ? numbered(options_.names[0], taken_) : options_.names[taken_ - 1];
  return domain_.empty() ? name : cat(name, ".", domain_);
}

bool Progress::looked_up(const std::string& name, const std::vector<Address>& addresses) {
  const std::lock_guard lock(mutex_);
  --lookups_;
  changed_.notify_all();
  if (addresses.empty()) {
    ++missing_;
    if (options_.verbose && !stopped_) output_.remark(cat(name, ": has no address"));
    return false;
  }
  if (!first_) first_ = addresses.front();
  return !stopped_ && addresses.front().shares_network(*first_, options_.address_bits);
}

void Progress::print(const std::string& line) {
  const std::lock_guard lock(mutex_);
  if (!stopped_) output_.host(line);
}

void Progress::remark(const std::string& line) {
  const std::lock_guard lock(mutex_);
  if (options_.verbose && !stopped_) output_.remark(line);
}

void Progress::worker_starts() {
  const std::lock_guard lock(mutex_);
  ++workers_;
}

void Progress::worker_ends() {
  const std::lock_guard lock(mutex_);
  --workers_;
  changed_.notify_all();
}

SurveyEnd Progress::finish(Deadline deadline) {
  std::unique_lock lock(mutex_);
  while (workers_ > 0 && !deadline.passed()) {
    if (deadline.is_never()) {
      changed_.wait(lock);
    } else {
      changed_.wait_for(lock, Milliseconds(deadline.poll_timeout()));
    }
  }
  stopped_ = true;
  changed_.notify_all();
  if (workers_ > 0) return SurveyEnd::out_of_time;
  return first_ ? SurveyEnd::found_addresses : SurveyEnd::nothing_found;
}

/// Asks the addresses in order until one is up; its place, or nothing.
std::optional<std::size_t> first_up(Progress& progress, const std::string& name,
                                    const std::vector<Address>& addresses) {
  if (progress.options().connect_ms == 0) return 0;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto probed = probe(addresses[i], progress.options());
    if (probed) return i;
    progress.remark(cat(name, " (", addresses[i].text(), "): ", probed.error().text));
  }
  return std::nullopt;
}

void examine(Progress& progress, const std::string& name, const std::vector<Address>& addresses) {
  const SurveyOptions& options = progress.options();
  progress.remark(cat(name, ": probing ", addresses.front().text()));
  const auto start = Clock::now();
  const auto up = first_up(progress, name, addresses);
  const auto took = std::chrono::duration_cast<Milliseconds>(Clock::now() - start).count();
  if (!up && !options.show_down) return;
  const std::string shown = options.show_address ? addresses[up.value_or(0)].text() : name;
  progress.print(host_line(options, shown, up.has_value(), took));
}

void work(Progress& progress) {
  const SurveyOptions& options = progress.options();
  while (const auto name = progress.next_name()) {
    progress.remark(cat(*name, ": looking up"));
    const auto addresses = look_up(*name, options.port, Milliseconds(options.lookup_retry_ms));
    if (progress.looked_up(*name, addresses)) examine(progress, *name, addresses);
  }
  progress.worker_ends();
}

}  // namespace

Result<SurveyEnd> survey(const SurveyOptions& options, const SurveyOutput& output) {
  const std::string domain = options.append_domain ? domain_of_this_machine() : std::string();
  if (options.append_domain && domain.empty()) {
    return fail(Fault::this_machine, ExitCode::failed,
                "the domain of this machine is not known: HOST, HOSTNAME and hostname have no dot");
  }
  const Deadline deadline = options.limit_s == 0
                                ? Deadline::never()
                                : Deadline::after(std::chrono::seconds(options.limit_s));
  const auto progress = std::make_shared<Progress>(options, output, domain);
  const std::size_t wanted =
      options.is_pattern ? pattern_workers : std::min(options.names.size(), most_workers);
  for (std::size_t started = 0; started < wanted; ++started) {
    progress->worker_starts();
    if (start_detached([progress] { work(*progress); })) continue;
    progress->worker_ends();
    if (started == 0) return fail(Fault::this_machine, ExitCode::failed, "cannot start a thread");
    break;
  }
  return progress->finish(deadline);
}

std::string host_line(const SurveyOptions& options, const std::string& name, bool up,
                      long milliseconds) {
  const bool bare_ipv6 = name.find(':') != name.npos && !name.starts_with('[');
  std::string line = bare_ipv6 ? cat("[", name, "]") : name;
  if (options.port != default_port) line += cat(":", options.port);
  if (options.protocol >= 2) line += ",lzo";
  if (options.protocol == 3) line += ",cpp";
  if (!up) line += ",down";
  if (options.show_latency) line += cat(" ", milliseconds);
  return line;
}

}  // namespace distcc
