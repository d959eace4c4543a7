// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "scan/compiler_answer.h"
#include "scan/search_words.h"

namespace distcc {

struct SearchDirectory {
  std::string path;          ///< absolute
  bool absolute = false;     ///< it was written so
  bool of_compiler = false;  ///< one of the compiler's own
};

/// Where one compile looks for the names it includes.
struct SearchList {
  std::string directory;  ///< the current directory of the compile
  std::vector<SearchDirectory> quote;
  std::vector<SearchDirectory> angle;  ///< searched for "names" after `quote`
  std::vector<SearchDirectory> embed;

  /// Equal for equal lists.
  [[nodiscard]] std::string key() const;
};

SearchList make_search_list(const SearchWords& words, const CompilerAnswer& answer,
                            const std::string& directory);

}  // namespace distcc
