// SPDX-License-Identifier: GPL-3.0-or-later
//
// A client's root: a directory of a job that takes the place of "/" for its compiler. Files of the
// client lie in it under the client's own absolute paths, so that what a compiler writes about
// paths (debug information, __FILE__, dependency files, messages) is right with nothing rewritten.
// The system's places in it are the server's own: its compilers, their headers and libraries.
//
//   /usr /bin /lib* /sbin /etc /opt …   the server's, as the view shows them; so are /dev and /proc
//   /distcc                             the directory of the job, for its other files
//   /tmp                                the client's, writable
//   all else                            the client's, writable
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "exec/view.h"

namespace distcc {

/// What is the server's own in every client's root.
class SystemPlaces {
 public:
  SystemPlaces() = default;
  /// Those that a view with these settings shows.
  explicit SystemPlaces(const ViewSettings& settings);

  /// The path is one of them, or below one. `path` is absolute, without "." and "..".
  [[nodiscard]] bool hold(std::string_view path) const;
  /// Makes their mount points and links in an empty directory.
  [[nodiscard]] Result<void> prepare(const std::string& root) const;
  /// Absolute paths of what is to be mounted, each before those below it.
  [[nodiscard]] const std::vector<std::string>& directories() const { return directories_; }

 private:
  std::vector<std::string> directories_;
  std::vector<std::pair<std::string, std::string>> links_;  ///< path and target
};

/// The mounts that make one root, for the processes of a launch.
struct ClientRoot {
  ClientRoot(const SystemPlaces& places, std::string root_in_view);
  std::string root;                                         ///< as the view shows it
  std::string job;                                          ///< the job's directory in it
  std::vector<std::pair<std::string, std::string>> mounts;  ///< source and target
};

}  // namespace distcc
