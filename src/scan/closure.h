// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "scan/stamp.h"

namespace distcc {

struct ClosureFile {
  std::string path;  ///< absolute, without symbolic links and ".."
  Stamp stamp;       ///< of a file that was read for the scan; empty for one that is only named
  bool of_compiler = false;  ///< lies in one of the compiler's own include directories
  bool absolute = false;     ///< some directory (or name) that led to it was given absolutely
  bool as_data = false;      ///< its bytes can end up in the object: #embed, .incbin
};

struct ClosureLink {
  std::string path;    ///< absolute, without symbolic links before its last name
  std::string target;  ///< as the link says
};

/// Everything that one compile can read by way of its preprocessor. A file system that has these
/// files, links and directories, and none of the names that are missing here, gives the compiler
/// the same answer to each path that it tries.
struct Closure {
  std::vector<ClosureFile> files;  ///< the source first
  std::vector<ClosureLink> links;  ///< symbolic links on the way to files and directories
  std::vector<std::string>
      directories;  ///< must be there, be they empty: searched, or passed by ".."
  std::vector<std::string> compiler_directories;  ///< as the compiler writes its own
  bool names_absolute = false;  ///< some text of the user's names a file by an absolute path
};

}  // namespace distcc
