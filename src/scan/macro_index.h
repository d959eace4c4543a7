// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which files define a macro. Files are taken in when a closure with computed names first needs
// them; most trees never do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
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
  /// Equal while add_values gives the same.
  [[nodiscard]] std::uint64_t fingerprint(std::string_view name) const;

 private:
  struct Use {
    const File* file;
    std::uint64_t version;
    std::uint32_t definition;
  };
  [[nodiscard]] bool is_current(const Use& use) const;

  FileTree& tree_;
  std::unordered_map<std::string, std::vector<Use>, TextHash, std::equal_to<>> uses_;
};

/// The value that a definition gives.
MacroValue value_of(const Directives& directives, const Definition& definition);

}  // namespace distcc
