// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace distcc {

/// A place that takes jobs: one entry of the host list.
struct Host {
  enum class Way { local, tcp, ssh };

  std::string definition;  ///< verbatim, for messages and --show-hosts
  Way way = Way::tcp;
  std::string user;            ///< ssh only; may be empty
  std::string name;            ///< without brackets
  int port = 3632;             ///< tcp only
  int slots = 4;               ///< negative: never usable
  std::string remote_command;  ///< ssh only; empty means distccd
  bool lzo = false;
  bool cpp = false;
  bool down = false;
  bool auth = false;
  std::string auth_name;
  bool found = false;  ///< on the network, by +zeroconf: it comes and goes as it likes

  [[nodiscard]] bool usable() const { return !down && slots > 0; }
  /// What names its slot and back-off files: "tcp_HOST_PORT", "ssh_HOST", "localhost".
  [[nodiscard]] std::string lock_name() const;
};

/// Parses one entry that is not a keyword. The error says what is wrong with it, half a sentence.
Result<Host> parse_host(std::string_view entry);

/// The number of a slot limit: decimal, a sign allowed, not 0; an error says so.
Result<int> parse_slot_limit(std::string_view text);

}  // namespace distcc
