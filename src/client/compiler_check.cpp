// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/compiler_check.h"

#include <ctime>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "client/connect_settings.h"
#include "hosts/lock_directory.h"
#include "toolchain/compile_here.h"
#include "transport/connect.h"
#include "transport/small_job.h"
#include "wire/lzo.h"

namespace distcc {
namespace {

/// The answer of a host that did not compile the probe. It can do no job of this compiler either.
unexpected<Error> cannot_compile(const CompileResult& result) {
  std::string text = result.diagnostics.substr(0, result.diagnostics.find('\n'));
  if (text.empty()) text = cat("its compiler ", result.status.describe(), " on a small text");
  const int code = result.status.exit_code();
  const bool told = !result.status.signalled() && is_infrastructure_status(code);
  return fail(Fault::that_host, told ? ExitCode{code} : ExitCode::failed, std::move(text));
}

/// A host that lacks the compiler, or does not run it for us, may have others.
Verdict::Kind kind_of(ExitCode code) {
  const bool refused = code == ExitCode::compiler_missing || code == ExitCode::access_denied;
  return refused ? Verdict::Kind::refused : Verdict::Kind::failed;
}

}  // namespace

CompilerCheck::CompilerCheck(const World& world, const CompileJob& job, std::string program)
    : world_(world),
      compiler_(probed_compiler(job)),
      program_(std::move(program)),
      verdicts_(world.options.check_compiler ? world.options.directory : std::string(), compiler_,
                program_) {}

bool CompilerCheck::active() const {
  return verdicts_.usable();
}

std::optional<Verdict> CompilerCheck::recall(const Host& host) const {
  if (!active()) return std::nullopt;
  // With a period of 0 not even what was noted in this second counts.
  const long since = ::time(nullptr) - world_.options.back_off_period.count() + 1;
  auto known = verdicts_.of_host(host.lock_name(), since);
  // That a host failed is for the back-off to tell.
  return known && known->kind == Verdict::Kind::failed ? std::nullopt : std::move(known);
}

void CompilerCheck::forget(const Host& host) const {
  if (active()) verdicts_.forget(host.lock_name());
}

std::string CompilerCheck::object_here() const {
  const LockDirectory locks(cat(world_.options.directory, "/lock"));
  const auto turn = locks.wait_for_lock(verdicts_.lock_of_object());
  if (auto known = verdicts_.object_here()) return std::move(*known);
  auto object =
      compile_probe_here(compiler_, program_, {safeguard_for_children(world_), "LC_ALL=C"});
  if (!object) log_info(cat("compilers of hosts are not checked: ", object.error().text));
  std::string bytes = object ? std::move(*object) : std::string();
  const bool final = object || object.error().code == ExitCode::failed;
  if (turn && final) verdicts_.note_object(bytes);
  return bytes;
}

Result<Verdict> CompilerCheck::ask(const Host& host, const RemoteNames& names) const {
  // Connecting comes first: for a host that is down nothing is compiled.
  Connection connection = TRY_VALUE(connect_to(host, connect_settings(world_, host, 0)));
  const std::string ours = object_here();
  if (ours.empty()) return Verdict{Verdict::Kind::unknown, ""};
  const Protocol protocol = host.lzo && has_lzo ? Protocol::lzo : Protocol::plain;
  const auto answer = TRY_VALUE(compile_small(
      connection, protocol, probe_words_for_host(compiler_, names), probe_text(compiler_.cxx)));
  if (!answer.result.status.success()) return cannot_compile(answer.result);
  std::string difference = probe_difference(ours, answer.object);
  if (difference.empty()) return Verdict{};
  return Verdict{Verdict::Kind::differs, std::move(difference)};
}

Result<Verdict> CompilerCheck::judge(const Host& host,
                                     const std::function<RemoteNames()>& names) const {
  if (!active()) return Verdict{};
  if (auto known = recall(host)) return std::move(*known);
  const std::string name = host.lock_name();
  const long since = ::time(nullptr);
  const LockDirectory locks(cat(world_.options.directory, "/lock"));
  const auto turn = locks.wait_for_lock(verdicts_.lock_of_host(name));  // without it: all ask
  if (auto known = verdicts_.of_host(name, since)) {
    if (known->kind != Verdict::Kind::failed) return std::move(*known);
    return fail(Fault::that_host, ExitCode::failed, std::move(known->text));
  }
  log_info(cat("comparing the compiler ", compiler_.word, " of ", host.definition));
  auto verdict = ask(host, names());
  if (verdict) {
    verdicts_.note(name, *verdict);
  } else if (verdict.error().code != ExitCode::busy &&
             verdict.error().fault != Fault::this_machine) {
    verdicts_.note(name, Verdict{kind_of(verdict.error().code), verdict.error().text});
  }
  if (verdict) verdict->is_news = true;
  return verdict;
}

}  // namespace distcc
