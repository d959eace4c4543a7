// SPDX-License-Identifier: GPL-3.0-or-later
//
// Before a host gets its first job for a compiler, that compiler is held against the one here
// (toolchain/probe.h), because nothing else tells of an object that is not what a local compile
// makes. The answer is remembered for a day. One client asks, and those that want the same answer
// wait for it: a job is never sent to a compiler that nobody has looked at.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "client/world.h"
#include "command/rewrite.h"
#include "hosts/host.h"
#include "job/compile_job.h"
#include "toolchain/verdicts.h"

namespace distcc {

class CompilerCheck {
 public:
  /// `program` is the path of the job's compiler here; empty: not known, and nothing is checked.
  CompilerCheck(const World& world, const CompileJob& job, std::string program);

  /// Same, differs, or unknown (then the host is used). The error is the host's: it could not be
  /// asked, or refuses this compiler, which is remembered as a verdict for DISTCC_BACKOFF_PERIOD.
  /// `names` is called when it has to be asked. The caller holds a slot of the host.
  Result<Verdict> judge(const Host& host, const std::function<RemoteNames()>& names) const;
  /// What is remembered of the host; nobody is asked.
  [[nodiscard]] std::optional<Verdict> recall(const Host& host) const;
  /// The host failed: who brings it back may bring another compiler.
  void forget(const Host& host) const;

 private:
  [[nodiscard]] bool active() const;
  /// The object that the compiler makes here; empty: it cannot be had, and nothing can be told.
  [[nodiscard]] std::string object_here() const;
  Result<Verdict> ask(const Host& host, const RemoteNames& names) const;

  const World& world_;
  ProbedCompiler compiler_;
  std::string program_;
  Verdicts verdicts_;
};

}  // namespace distcc
