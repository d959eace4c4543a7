// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "options/server_options.h"

namespace distcc {

/// Which of the authenticated clients are served: --blacklist, --whitelist or neither.
class PrincipalRules {
 public:
  enum class Basis { all, all_but_listed, only_listed };

  /// `text` has a principal a line; blank lines and those that begin with # do not count.
  static PrincipalRules parse(Basis basis, std::string_view text);
  /// Reads the file that the options name. An error has ExitCode::authentication_failed.
  static Result<PrincipalRules> read(const ServerOptions& options);

  /// `client` is a whole name, "alice@REALM". A line with a realm means just that one.
  [[nodiscard]] bool allow(std::string_view client) const;

 private:
  Basis basis_ = Basis::all;
  std::set<std::string, std::less<>> listed_;
};

/// The rules in force; they may be read anew while clients are served.
class CurrentPrincipalRules {
 public:
  explicit CurrentPrincipalRules(PrincipalRules rules)
      : rules_(std::make_shared<const PrincipalRules>(std::move(rules))) {}
  [[nodiscard]] std::shared_ptr<const PrincipalRules> get() const {
    const std::lock_guard lock(mutex_);
    return rules_;
  }
  void replace(PrincipalRules rules) {
    auto fresh = std::make_shared<const PrincipalRules>(std::move(rules));
    const std::lock_guard lock(mutex_);
    rules_ = std::move(fresh);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const PrincipalRules> rules_;
};

}  // namespace distcc
