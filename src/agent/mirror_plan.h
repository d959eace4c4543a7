// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a closure to the entries of a client root (distcc-compat.md 7.2): what a server that knows
// nothing of this machine needs below a directory of its own, so that a compiler running in it
// finds what it would find here. The compiler's own directories are the server's, by links that
// lead out of that directory.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scan/closure.h"

namespace distcc {

/// The name that makes a server create the directory it stands in.
inline constexpr std::string_view placeholder_name = "forcing_technique_271828";

struct MirrorFile {
  std::string path;
  Stamp stamp;
  /// The name that __FILE__ is to have: the server has the file elsewhere, so that a name that was
  /// given absolutely has to be written into it. Empty: the file is sent as it is.
  std::string line_name;
};

struct MirrorPlan {
  std::vector<MirrorFile> files;
  std::vector<ClosureLink> system_links;
  std::vector<ClosureLink> links;  ///< targets are absolute
  std::vector<std::string> placeholders;
};

/// A directory as it really is, and as the command writes it.
using Spelling = std::pair<std::string, std::string>;

struct MirrorWishes {
  std::vector<std::string> compiler_directories;  ///< real paths
  std::string source;                             ///< as the command writes it
  std::vector<Spelling> spellings;                ///< of absolute search directories, in order
};

MirrorPlan plan_mirror(const Closure& closure, const MirrorWishes& wishes);

}  // namespace distcc
