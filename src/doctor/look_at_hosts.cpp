// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor/look_at_hosts.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "base/paths.h"
#include "base/text.h"
#include "doctor/host_call.h"
#include "hosts/back_off.h"
#include "toolchain/verdicts.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

using Stage = HostFacts::Stage;

/// What the threads share; the last of them frees it.
struct Survey {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<HostFacts> hosts;
  std::size_t unfinished = 0;
};

/// The place where one thread puts what it finds.
class Notes {
 public:
  Notes(std::shared_ptr<Survey> survey, std::size_t index)
      : survey_(std::move(survey)), index_(index) {}

  [[nodiscard]] HostFacts copy() const {
    const std::lock_guard lock(survey_->mutex);
    return survey_->hosts[index_];
  }
  void put(const HostFacts& facts) const {
    const std::lock_guard lock(survey_->mutex);
    survey_->hosts[index_] = facts;
    if (facts.stage != Stage::finished) return;
    --survey_->unfinished;
    survey_->changed.notify_all();
  }

 private:
  std::shared_ptr<Survey> survey_;
  std::size_t index_;
};

/// The names of compilers as hosts are asked for them.
RemoteNames remote_names(const HereFacts& here, const std::string& search_path) {
  RemoteNames names;
  names.with_triple = !here.options.no_rewrite_cross.present;
  names.triple = DISTCC_TRIPLE;
  names.is_on_path = [search_path](const std::string& name) {
    return !find_program(name, search_path).empty();
  };
  names.real_compiler_name = [search_path](const std::string& name) {
    return std::string(base_name(real_path(find_program(name, search_path))));
  };
  return names;
}

/// One word of the command for each compiler; made once, so that no thread looks at PATH.
struct Question {
  std::vector<CompilerFacts> compilers;
  std::vector<std::vector<std::string>> words;
  ConnectSettings settings;
  Deadline deadline;
};

/// The compiles, once a connection is possible.
void ask_compilers(const Question& question, HostFacts& facts, const Notes& notes) {
  facts.stage = Stage::compiling;
  facts.compiles.resize(question.compilers.size());
  for (std::size_t i = 0; i < question.compilers.size(); ++i) {
    if (question.compilers[i].program.empty()) continue;
    notes.put(facts);
    facts.compiles[i] = compile_on(facts, question.words[i], question.compilers[i],
                                   question.settings, question.deadline);
  }
  if (has_lzo && facts.host.cpp && !question.words.empty()) {
    facts.pump =
        pump_on(facts, question.words.front().front(), question.settings, question.deadline);
  }
}

void examine(const Question& question, const Notes& notes) {
  HostFacts facts = notes.copy();
  const bool by_address = facts.host.way == Host::Way::tcp && !facts.host.auth;
  if (by_address) {
    facts.stage = Stage::looking_up;
    notes.put(facts);
    look_up_addresses(facts);
    facts.stage = Stage::connecting;
    notes.put(facts);
    if (facts.lookup_error.empty()) try_to_connect(facts, question.deadline);
  }
  if (facts.lookup_error.empty() && facts.connect_error == 0) {
    facts.stage = Stage::knocking;
    notes.put(facts);
    if (by_address) facts.closed_at_once = closes_at_once(facts, question.deadline);
    if (!facts.closed_at_once) ask_compilers(question, facts, notes);
    if (by_address) facts.jobs = jobs_by_statistics(facts, question.deadline);
  }
  facts.stage = Stage::finished;
  notes.put(facts);
}

/// What jobs remember of the host.
void add_memory(const HereFacts& here, HostFacts& facts) {
  const BackOff back_off(here.options.directory, here.options.back_off_period);
  facts.backed_off = back_off.remaining(facts.host);
  facts.back_off_file = back_off.path_of(facts.host);
  for (std::size_t i = 0; i < here.compilers.size(); ++i) {
    const CompilerFacts& one = here.compilers[i];
    const Verdicts verdicts(here.options.directory, one.compiler, one.called);
    if (!verdicts.usable()) continue;
    const auto verdict = verdicts.of_host(facts.host.lock_name(), 0);
    if (verdict && verdict->kind == Verdict::Kind::differs) {
      facts.remembered_other = i;
    }
  }
}

bool start_detached(const std::function<void()>& work) {
  try {
    std::thread(work).detach();
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

}  // namespace

std::vector<HostFacts> look_at_hosts(const HereFacts& here, Deadline deadline) {
  const std::string path = Environment::of_process().get("PATH").value_or("/usr/bin:/bin");
  const RemoteNames names = remote_names(here, path);
  const auto question = std::make_shared<Question>(Question{here.compilers, {}, {}, deadline});
  question->settings.ssh = here.options.ssh;
  question->settings.principal = here.options.principal;
  for (const CompilerFacts& one : here.compilers) {
    question->words.push_back(probe_words_for_host(one.compiler, names));
  }
  const auto survey = std::make_shared<Survey>();
  for (const Host& host : here.list.hosts) {
    HostFacts& facts = survey->hosts.emplace_back();
    facts.host = host;
    add_memory(here, facts);
  }
  std::unique_lock lock(survey->mutex);
  for (std::size_t i = 0; i < survey->hosts.size(); ++i) {
    const Host& host = survey->hosts[i].host;
    if (host.way == Host::Way::local || !host.usable()) continue;
    const Notes notes(survey, i);
    if (start_detached([question, notes] { examine(*question, notes); })) ++survey->unfinished;
  }
  while (survey->unfinished > 0 && !deadline.passed()) {
    survey->changed.wait_for(lock, Milliseconds(deadline.poll_timeout()));
  }
  return survey->hosts;
}

}  // namespace distcc
