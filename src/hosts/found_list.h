// SPDX-License-Identifier: GPL-3.0-or-later
//
// DISTCC_DIR/zeroconf: the servers that were found on the network, one a line, in a file that
// stock clients read too (distcc-compat.md 6.9). Who holds the lock there keeps the list. What a
// server takes beyond plain jobs stands in a comment, which stock passes over.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace distcc {

struct FoundServer {
  std::string address;  ///< numeric; a link-local one with its interface, "fe80::1%eth0"
  int port = 3632;
  int slots = 4;
  bool lzo = false;
  bool cpp = false;

  friend bool operator==(const FoundServer&, const FoundServer&) = default;
};

/// "10.0.0.1:3632/8 # takes lzo,cpp" and a newline.
std::string line_of(const FoundServer& server);

/// The text of such a list as entries of a host list, with ",lzo" and ",cpp" where they are taken.
std::string entries_of(std::string_view list);

/// The directory of the list and the two files in it.
class FoundList {
 public:
  /// `directory` is DISTCC_DIR.
  explicit FoundList(const std::string& directory);

  [[nodiscard]] const std::string& directory() const { return directory_; }
  [[nodiscard]] std::string hosts_path() const;
  [[nodiscard]] std::string lock_path() const;
  static constexpr const char* lock_name = "lock";
  static constexpr const char* hosts_name = "hosts";

  /// Does another process keep the list just now?
  [[nodiscard]] bool is_kept() const;
  /// The list as it is; an error with ExitCode::no_such_file when none has been written.
  [[nodiscard]] Result<std::string> read() const;

 private:
  std::string directory_;
};

}  // namespace distcc
