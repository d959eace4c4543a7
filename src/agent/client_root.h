// SPDX-License-Identifier: GPL-3.0-or-later
//
// One client root on disk: compressed copies of files, links and placeholders under the client's
// own paths. Files may change in it; a path that was a directory never becomes a link, nor a link
// another one, so that what a client was told stays true for as long as it reads, and nothing is
// ever written through a link. Where that cannot be kept the root is given up for a new one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/mirror_plan.h"
#include "base/fd.h"
#include "base/result.h"

namespace distcc {

class ClientRoot {
 public:
  /// Makes an empty one below `base` (one or two components), and holds a lock on it that says
  /// that its owner is alive.
  static Result<ClientRoot> create(const std::string& base, unsigned number);
  /// Removes roots below `base` whose owner is gone.
  static void sweep(const std::string& base);

  ClientRoot(ClientRoot&& other) noexcept = default;
  ClientRoot& operator=(ClientRoot&&) = delete;
  ClientRoot(const ClientRoot&) = delete;
  ClientRoot& operator=(const ClientRoot&) = delete;
  ~ClientRoot();

  enum class Verdict {
    done,
    file_changed,      ///< since the scan: scan again
    root_outdated,     ///< take a new root
    spelt_in_two_ways  ///< a file would have to say another name of itself than it does
  };
  /// Brings about all entries of the plan. `paths` are what a client is told.
  Result<Verdict> hold(const MirrorPlan& plan, std::vector<std::string>& paths);

  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t files() const { return files_.size(); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  struct Copy {
    Stamp stamp;
    bool settled = false;
    std::string line_name;
    std::size_t size = 0;
  };

  ClientRoot(std::string owned, std::string path, Fd lock)
      : owned_(std::move(owned)), path_(std::move(path)), lock_(std::move(lock)) {}
  Result<Verdict> hold_file(const MirrorFile& planned, std::string& copy_path);
  Result<Verdict> hold_link(const ClosureLink& link);
  Result<Verdict> hold_placeholder(const std::string& directory);
  Result<Verdict> hold_directory(const std::string& directory);
  Result<Verdict> write_copy(const MirrorFile& file, const std::string& copy_path, Copy& copy);

  std::string owned_;  ///< what is removed at the end
  std::string path_;   ///< `owned_`, or a directory in it: three components
  Fd lock_;
  std::size_t bytes_ = 0;
  std::unordered_map<std::string, Copy> files_;         ///< by path with suffix
  std::unordered_map<std::string, std::string> names_;  ///< links and their targets; "": directory
};

/// Where client roots lie: DISTCC_CLIENT_TMP when it is absolute and has at most two components,
/// or else /dev/shm, or /tmp when that cannot be written to.
std::string client_root_base(const std::string& wished);

}  // namespace distcc
