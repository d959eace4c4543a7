// SPDX-License-Identifier: GPL-3.0-or-later
//
// The files of a client in pump mode, laid out in a directory that becomes the root of its compiler
// (exec/client_root.h). Everything a client names is hostile until shown otherwise:
//
//   - a name is absolute, has no ".." and not too many components;
//   - links are followed here, by what the client itself has sent, never by the kernel: the places
//     that result have no link in them, and the kernel is told to refuse any (openat2);
//   - a name in a place of the system is not laid out: the compiler sees the server's own file
//     there, which must be the same, or the request is refused. Otherwise a client could put a
//     program, a plugin or specs where the compiler finds them, or compile with another header than
//     it means;
//   - numbers of directories and bytes are bounded.
//
// A link's target may be anything, since for the compiler no path leads out of its root.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/expected.h"
#include "base/fd.h"
#include "exec/client_root.h"
#include "server/refusal.h"

namespace distcc {

class ClientTree {
 public:
  using Done = expected<void, Refusal>;

  /// In `root`, an absolute path that does not exist yet.
  static expected<ClientTree, Refusal> create(const std::string& root, const SystemPlaces& places,
                                              std::size_t most_directories = 10'000);

  /// The working directory, made when it is not there.
  Done add_directory(std::string_view name);
  Done add_file(std::string_view name, std::string_view content);
  Done add_link(std::string_view name, std::string_view target);

 private:
  ClientTree(Fd root, const SystemPlaces& places, std::size_t most_directories)
      : root_(std::move(root)), places_(&places), most_directories_(most_directories) {}

  /// `name` without the links in it; of the last component too when `follow_last`.
  [[nodiscard]] expected<std::string, Refusal> resolve(std::string_view name,
                                                       bool follow_last) const;
  Done make_directory(const std::string& place);
  /// Opens a place in the tree, in which no component is a link.
  [[nodiscard]] Fd open_place(const std::string& place, int flags) const;

  Fd root_;
  const SystemPlaces* places_;
  std::size_t most_directories_;
  std::map<std::string, std::string> links_;  ///< place and target
  std::set<std::string> directories_;
};

}  // namespace distcc
