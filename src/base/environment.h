// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace distcc {

/// Where environment variables come from: the process, or a test's table.
class Environment {
 public:
  /// The real environment of this process.
  static Environment of_process() { return Environment(); }
  /// Only the given variables exist.
  static Environment of(std::map<std::string, std::string> table) {
    Environment environment;
    environment.table_ = std::move(table);
    return environment;
  }

  /// The value, also when empty; nothing when the variable is not set.
  [[nodiscard]] std::optional<std::string> get(const char* name) const {
    if (table_) {
      const auto found = table_->find(name);
      if (found == table_->end()) return std::nullopt;
      return found->second;
    }
    const char* value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  }
  [[nodiscard]] bool has(const char* name) const { return get(name).has_value(); }

 private:
  std::optional<std::map<std::string, std::string>> table_;
};

}  // namespace distcc
