// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which files define a macro. Files are taken in when a closure with computed names first needs
// them; most trees never do.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scan/file_tree.h"
#include "scan/macro_expansion.h"

namespace distcc {

class MacroIndex {
 public:
  explicit MacroIndex(FileTree& tree) : tree_(tree) {}

  /// Makes the definitions of `file` known, as it now reads.
  void take_in(File& file);

  /// The values of `name` in files that the current scan has followed.
  void add_values(std::string_view name, std::vector<MacroValue>& values) const;
  /// The macros of those files whose names begin with `prefix`.
  [[nodiscard]] std::vector<std::string> names_with_prefix(std::string_view prefix) const;

 private:
  struct Use {
    const File* file;
    std::uint64_t version;
    std::uint32_t definition;
  };
  [[nodiscard]] bool is_current(const Use& use) const;

  FileTree& tree_;
  std::map<std::string, std::vector<Use>, std::less<>> uses_;
};

/// The value that a definition gives.
MacroValue value_of(const Directives& directives, const Definition& definition);

}  // namespace distcc
