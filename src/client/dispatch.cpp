// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/dispatch.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"
#include "client/compiler_check.h"
#include "client/connect_settings.h"
#include "client/local.h"
#include "client/plan.h"
#include "client/preprocess.h"
#include "client/pump.h"
#include "client/remote_names.h"
#include "hosts/back_off.h"
#include "transport/connect.h"
#include "transport/exchange.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

/// A server that refuses a job may stop reading it. Its answer, read next, says why.
Result<void> unless_refused(Result<void> sent) {
  const bool may_be_refusal =
      !sent && sent.error().fault == Fault::that_host && sent.error().code != ExitCode::timed_out;
  return may_be_refusal ? Result<void>() : sent;
}

/// The walk over the hosts for one job.
class Dispatch {
 public:
  Dispatch(const World& world, const CompileJob& job, HostList list, Progress& progress)
      : world_(world),
        job_(job),
        hosts_(std::move(list.hosts)),
        has_found_(list.has_found),
        preprocessor_slots_(preprocessor_slot_limit(list.local_cpp_slots)),
        progress_(progress),
        back_off_(world.options.directory, world.options.back_off_period),
        compiler_(find_compiler(job.words.front(), world.surroundings.search_path)),
        check_(world, job, compiler_.value_or(std::string())) {}

  Dispatched run();

 private:
  void walk();

  /// What trying one host says about the rest of the walk.
  enum class Step { finished, next_host };

  Step try_host(const Host& host, int slot);
  /// False, with a note for the end, when the compiler of the host is another than ours.
  Result<bool> has_our_compiler(const Host& host);
  Result<CompileResult> carry(const Host& host, int slot);
  Result<void> prepare_text();
  void prepare_pump();
  Result<void> send_request(Connection& connection, Protocol protocol, const Host& host, int slot);
  [[nodiscard]] std::string trouble_with_files(const Result<CompileResult>& answer) const;
  Step judge(const Host& host, Result<CompileResult> answer);
  Step give_up_host(const Host& host, const Error& error);
  Step finish(Reason reason);
  void drop(int index);
  [[nodiscard]] Reason nobody_left() const;
  [[nodiscard]] std::string troubles() const;
  void log_traffic(const Host& host, const CompileResult& result, double seconds) const;

  const World& world_;
  const CompileJob& job_;
  std::vector<Host> hosts_;
  bool has_found_;  ///< some of the hosts come and go, see Host::found
  int preprocessor_slots_;
  Progress& progress_;
  BackOff back_off_;
  Result<std::string> compiler_;  ///< the path of the job's compiler here
  CompilerCheck check_;
  std::optional<PreprocessedText> text_;
  std::vector<std::string> remote_words_;
  bool pump_considered_ = false;
  PumpContent pump_content_;  ///< empty: pump mode is not used for this job
  std::vector<std::string> pump_words_;
  int failed_hosts_ = 0;
  std::string troubles_;           ///< of the first few that failed; told in one line at the end
  std::vector<std::string> news_;  ///< lines about compilers that this job found to differ
  std::string differing_;          ///< of the first host whose compiler differs, and how
  bool some_backed_off_ = false;
  Dispatched end_;
};

Dispatch::Step Dispatch::finish(Reason reason) {
  end_.reason = std::move(reason);
  return Step::finished;
}

void Dispatch::drop(int index) {
  hosts_.erase(hosts_.begin() + index);
}

std::string Dispatch::troubles() const {
  return failed_hosts_ > 3 ? cat(troubles_, "; and ", failed_hosts_ - 3, " more") : troubles_;
}

Reason Dispatch::nobody_left() const {
  if (failed_hosts_ > 0) return {Outcome::hosts_failed, troubles()};
  if (!differing_.empty()) return {Outcome::compiler_differs, differing_};
  if (some_backed_off_) return {Outcome::all_hosts_backed_off, ""};
  if (has_found_) return {Outcome::no_server_found, ""};
  return {Outcome::no_usable_host, ""};
}

/// Each differing compiler is told once, by the job that found it; one that falls back for it says
/// so anyway.
Dispatched Dispatch::run() {
  walk();
  if (end_.reason.outcome != Outcome::compiler_differs) {
    for (const std::string& line : news_) {
      log_warning(cat(line, "; left out for ", job_.words.front(),
                      " (DISTCC_CHECK_COMPILER=0 takes it all the same)"));
    }
  }
  return std::move(end_);
}

void Dispatch::walk() {
  auto slots = Slots::open(world_.options.directory, world_.options.pause_time);
  if (!slots) {
    finish({Outcome::no_slot_directory, slots.error().text});
    return;
  }
  while (true) {
    progress_.phase(Phase::blocked);
    auto claim = slots->claim(hosts_);
    if (!claim) {
      const bool nobody = claim.error().code == ExitCode::no_hosts;
      finish(nobody ? nobody_left() : Reason{Outcome::no_slot_directory, claim.error().text});
      if (failed_hosts_ == 0) end_.code = claim.error().code;
      return;
    }
    // From here on the slot is held, until `claim` goes.
    const int index = claim->host();
    const Host host = hosts_[static_cast<std::size_t>(index)];
    if (host.way == Host::Way::local) {
      finish({Outcome::host_is_localhost, ""});
      end_.local_slot = std::move(*claim);
      return;
    }
    if (back_off_.is_backed_off(host)) {
      some_backed_off_ = some_backed_off_ || !host.found || !back_off_.failed_just_now(host);
    } else if (try_host(host, claim->slot()) == Step::finished) {
      return;
    }
    drop(index);
  }
}

Dispatch::Step Dispatch::try_host(const Host& host, int slot) {
  progress_.at(host.name, slot);
  progress_.phase(Phase::connect);
  const auto ours = has_our_compiler(host);
  if (!ours) return give_up_host(host, ours.error());
  if (!*ours) return Step::next_host;
  const Clock::time_point start = Clock::now();
  auto answer = carry(host, slot);
  if (const std::string trouble = trouble_with_files(answer); !trouble.empty()) {
    log_info(cat(job_.input, ": ", trouble, "; preprocessing locally"));
    pump_content_ = {};
    end_.object.reset();  // as in give_up_host()
    answer = carry(host, slot);
  }
  if (answer) log_traffic(host, *answer, seconds_since(start));
  return judge(host, std::move(answer));
}

Result<bool> Dispatch::has_our_compiler(const Host& host) {
  const Verdict verdict = TRY_VALUE(check_.judge(host, [this] { return names_for_hosts(world_); }));
  if (!verdict.keeps_out()) return true;
  log_info(cat(host.definition, ": ", verdict.text, "; left out of this job"));
  const std::string line = cat(host.definition, ": ", verdict.text);
  if (differing_.empty()) differing_ = line;
  if (verdict.is_news) news_.push_back(line);
  return false;
}

/// Why the files could not be sent, or were not taken, where preprocessed text may be; else empty.
std::string Dispatch::trouble_with_files(const Result<CompileResult>& answer) const {
  if (!end_.pumped) return {};
  if (!answer) {
    const bool ours = answer.error().fault == Fault::this_machine &&
                      answer.error().code != ExitCode::authentication_failed;
    return ours ? answer.error().text : std::string();
  }
  const bool refused = answer->status == WaitStatus::exited(to_int(ExitCode::protocol_error));
  return refused ? first_line(answer->diagnostics) : std::string();
}

void Dispatch::log_traffic(const Host& host, const CompileResult& result, double seconds) const {
  progress_.answered(host.definition, result.bytes_sent, result.bytes_received);
  if (!is_logged(LogLevel::info)) return;
  log_info(cat(result.bytes_sent, " bytes sent to ", host.definition, ", ", result.bytes_received,
               " bytes received"));
  if (!text_) return;
  const double rate = static_cast<double>(text_->text().size()) / 1000 / std::max(seconds, 1e-6);
  log_info(cat(text_->text().size(), " bytes from ", job_.input, " compiled on ", host.name, " in ",
               fixed(seconds, 4), "s, rate ", fixed(rate, 0), "kB/s"));
}

/// Asks the include server, once a job. Whatever stands in the way only means to preprocess.
void Dispatch::prepare_pump() {
  if (pump_considered_) return;
  pump_considered_ = true;
  std::string obstacle = obstacle_to_pump(world_, job_, Environment::of_process());
  if (obstacle.empty()) {
    pump_words_ = pump_command(job_, names_for_hosts(world_));
    auto content = content_for_pump(world_, pump_words_);
    if (content) {
      pump_content_ = std::move(*content);
      return;
    }
    obstacle = content.error().text;
  }
  log_info(cat(job_.input, ": ", obstacle, "; preprocessing locally"));
}

/// Fills text_ on the first call. Whatever keeps the text from being sent is told as an error of
/// the user's source or of this machine, and then end_ has the reason.
Result<void> Dispatch::prepare_text() {
  if (text_) return {};
  const std::string compiler = TRY_VALUE(compiler_);
  {
    const auto slot = claim_local_slot(world_, preprocessor_slots_, progress_);
    progress_.phase(Phase::preprocess);
    text_ = TRY_VALUE(preprocess(world_, job_, compiler));
  }
  end_.diagnostics = text_->diagnostics;
  end_.preprocessor = text_->status;
  if (!text_->status.success()) {
    finish({Outcome::preprocessor_failed, std::string(base_name(job_.input))});
    return fail(Fault::user_source, ExitCode::failed, "the preprocessor failed");
  }
  if (auto reason = reason_in_text(job_, text_->text())) {
    finish(std::move(*reason));
    return fail(Fault::user_source, ExitCode::failed, "the text cannot be compiled elsewhere");
  }
  return {};
}

/// Sends the job: the files in pump mode, else the words and then the preprocessed text.
Result<void> Dispatch::send_request(Connection& connection, Protocol protocol, const Host& host,
                                    int slot) {
  if (protocol == Protocol::pump) {
    progress_.phase(Phase::send);
    return unless_refused(send_files(connection, world_, pump_words_, pump_content_));
  }
  TRY(send_words(connection, protocol, remote_words_, world_.options.tcp_cork));
  TRY(prepare_text());
  progress_.at(host.name, slot);
  progress_.phase(Phase::send);
  return unless_refused(send_source(connection, protocol, text_->file.get(), text_->text()));
}

Result<CompileResult> Dispatch::carry(const Host& host, int slot) {
  if (host.cpp) prepare_pump();
  end_.pumped = host.cpp && !pump_content_.empty();
  const Protocol protocol = end_.pumped           ? Protocol::pump
                            : host.lzo && has_lzo ? Protocol::lzo
                                                  : Protocol::plain;
  if (!end_.pumped && remote_words_.empty()) {
    remote_words_ = remote_command(job_, names_for_hosts(world_));
  }
  if (is_logged(LogLevel::info)) {
    const auto& words = end_.pumped ? pump_words_ : remote_words_;
    log_info(cat("exec on ", host.definition, ": ", shell_line(words)));
  }
  progress_.phase(Phase::connect);
  // Connecting comes first: when every host is down, no time goes into preprocessing.
  Connection connection = TRY_VALUE(connect_to(host, connect_settings(world_, host, slot)));
  TRY(send_request(connection, protocol, host, slot));
  progress_.phase(Phase::compile);
  auto object = OutputFile::create(job_.output);
  if (!object) {
    finish({Outcome::output_not_writable, object.error().text});
    return unexpected(std::move(object).error());
  }
  auto answer = receive_answer(connection, protocol, object->fd(), [this] { progress_.refresh(); });
  if (answer) end_.object.emplace(std::move(*object));
  return answer;
}

Dispatch::Step Dispatch::give_up_host(const Host& host, const Error& error) {
  const std::string trouble = cat(host.definition, ": ", error.text);
  log_info(cat(trouble, "; left out of this job"));
  // The next host's object has the same temporary name, which this one must not take along.
  end_.object.reset();
  // A host that is merely busy now is welcome for the next job, and so is one that did nothing
  // wrong: the user may fetch a Kerberos ticket meanwhile. One that refuses this compiler is left
  // out for this compiler.
  const auto verdict = check_.recall(host);
  const bool others_may_run = verdict && verdict->kind == Verdict::Kind::refused;
  const bool to_blame =
      error.code != ExitCode::busy && error.fault != Fault::this_machine && !others_may_run;
  if (to_blame) {
    back_off_.failed(host);
    check_.forget(host);
  }
  end_.code = error.code;
  // That a found server leaves is no news; who stays and fails is told when it is backed off.
  if (host.found) return Step::next_host;
  ++failed_hosts_;
  if (failed_hosts_ <= 3) troubles_ += cat(troubles_.empty() ? "" : "; ", trouble);
  return Step::next_host;
}

Dispatch::Step Dispatch::judge(const Host& host, Result<CompileResult> answer) {
  if (!answer) {
    const Error& error = answer.error();
    const bool concerns_host = error.fault == Fault::that_host || error.fault == Fault::protocol ||
                               error.code == ExitCode::authentication_failed;
    if (concerns_host) return give_up_host(host, error);
    end_.code = error.code;
    if (end_.reason.outcome == Outcome::compiled_remotely) {
      finish({Outcome::preprocessor_failed, error.text});
    }
    return Step::finished;
  }
  const WaitStatus status = answer->status;
  if (!status.signalled() && is_infrastructure_status(status.exit_code())) {
    std::string text = first_line(answer->diagnostics);
    if (text.empty()) text = cat("it could not run the job, status ", status.exit_code());
    return give_up_host(host, {Fault::that_host, ExitCode{status.exit_code()}, std::move(text)});
  }
  if (is_logged(LogLevel::info)) {
    log_info(cat("compile ", job_.input, " on ", host.definition, " ", status.describe()));
  }
  end_.host = host;
  end_.result = std::move(*answer);
  if (failed_hosts_ > 0) log_warning(cat(troubles(), "; went on to ", host.definition));
  if (status.success()) {
    back_off_.worked(host);
    if (end_.pumped && job_.dependencies.wanted) end_.dependency_file = job_.dependencies.path;
    return finish({Outcome::compiled_remotely, host.definition});
  }
  end_.object.reset();
  for (const PumpFile& file : pump_content_.files) end_.pump_names.push_back(file.name);
  return finish(
      {status.signalled() ? Outcome::remote_killed : Outcome::rejected_remotely, host.definition});
}

}  // namespace

Dispatched dispatch(const World& world, const CompileJob& job, HostList list, Progress& progress) {
  return Dispatch(world, job, std::move(list), progress).run();
}

}  // namespace distcc
