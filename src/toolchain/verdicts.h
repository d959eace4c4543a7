// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is known of the compilers of hosts, in DISTCC_DIR/compilers: for each compiler of this
// machine the object that it makes of the probe, and for each host what came of the comparison. All
// of it is forgotten after a day, and when the compiler here is replaced.
//
// A job asks with two calls of stat(2): of the compiler, and of the verdict, whose size tells the
// usual answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "toolchain/probe.h"

namespace distcc {

/// What came of holding a host's compiler against the one here.
struct Verdict {
  enum class Kind {
    same,
    differs,  ///< `text` says how
    refused,  ///< the host does not run this compiler; `text` is its word on it
    unknown,  ///< nothing here to hold it against: the compiler here cannot compile the probe
    failed,   ///< the host did not answer as it should; `text` is the error. Only for who waited
  };
  Kind kind = Kind::same;
  std::string text;
  bool is_news = false;  ///< found out just now, not remembered

  /// Whether jobs of this compiler are not to go to the host.
  [[nodiscard]] bool keeps_out() const { return kind == Kind::differs || kind == Kind::refused; }
};

class Verdicts {
 public:
  /// `program` is the path of `compiler` here. Nothing is remembered of a compiler that is not
  /// there, or when `directory` (DISTCC_DIR) is empty.
  Verdicts(const std::string& directory, const ProbedCompiler& compiler,
           const std::string& program);

  /// False: nothing can be remembered, so nothing should be asked.
  [[nodiscard]] bool usable() const { return !key_.empty(); }

  /// `host` is Host::lock_name(). A failure or refusal counts only when it was noted at or after
  /// `since` (seconds of the clock); 0: never.
  [[nodiscard]] std::optional<Verdict> of_host(const std::string& host, long since) const;
  /// That nothing is known is not remembered.
  void note(const std::string& host, const Verdict& verdict) const;
  /// What was known of the host, for this compiler, is not known any more.
  void forget(const std::string& host) const;

  /// The remembered object of the probe; empty: the compiler here could not compile it.
  [[nodiscard]] std::optional<std::string> object_here() const;
  void note_object(std::string_view object) const;

  /// The file whose lock is held by who asks the host, in DISTCC_DIR/lock.
  [[nodiscard]] std::string lock_of_host(const std::string& host) const;
  /// The same for who compiles the probe here.
  [[nodiscard]] std::string lock_of_object() const;

 private:
  [[nodiscard]] std::string path_of(const std::string& host) const;
  std::string directory_;
  std::string key_;
};

}  // namespace distcc
