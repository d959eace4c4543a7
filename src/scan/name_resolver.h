// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which files a name can mean in one search list.
//
// Compilers drop a directory from the list when it is there twice, and not always the second one.
// A file found in such a directory therefore counts, and the search goes on.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scan/directives.h"
#include "scan/file_tree.h"
#include "scan/search_list.h"

namespace distcc {

/// By what kind of directory a file was found.
enum class Origin : std::uint8_t { includer, absolute, relative };

struct Hit {
  File* file = nullptr;
  Directory* directory = nullptr;  ///< in which its name stands: where its own "names" begin
  Origin origin = Origin::includer;
  friend bool operator==(const Hit&, const Hit&) = default;
};

struct Resolution {
  std::vector<Hit> hits;
  Trail trail;
  std::string precompiled;  ///< a precompiled header that may be taken instead
  std::string odd;          ///< neither file nor directory
  std::uint64_t moment = 0;

  void add(const Resolution& other);
};

class NameResolver {
 public:
  NameResolver(FileTree& tree, SearchList list);

  /// To be called once a scan, before the others.
  void refresh();
  /// Changes when earlier resolutions have lost their meaning.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

  /// What `name`, written in a file of `includer`, can mean; a pattern, all that its texts can.
  Resolution resolve(Mention mention, NameForm form, std::string_view name, Directory& includer);
  /// A path as the command names it (the source; never searched for).
  Resolution resolve_path(const std::string& path);

  [[nodiscard]] Directory* current_directory() const { return current_; }
  /// The existing directories of the list, and what it took to find them.
  [[nodiscard]] const Trail& trail() const { return trail_; }
  [[nodiscard]] const std::vector<Directory*>& directories() const { return present_; }
  /// A file among the directories (clang takes it for a map of headers); empty when there is none.
  [[nodiscard]] const std::string& odd_directory() const { return odd_directory_; }
  /// Does the directory belong to the compiler's own?
  bool is_of_compiler(const Directory& directory);

 private:
  struct Searched {
    Directory* directory = nullptr;  ///< null: not there
    Origin origin = Origin::relative;
    bool of_compiler = false;
    bool again_later = false;
  };

  std::vector<Searched> find_directories(const std::vector<SearchDirectory>& list);
  void mark_repeated(std::vector<Searched>& list);
  const Resolution& in_list(NameForm form, bool everywhere, std::string_view name);
  bool search_directory(Directory& directory, Origin origin, std::string_view name,
                        Resolution& resolution);
  Resolution resolve_pattern(Mention mention, NameForm form, std::string_view pattern,
                             Directory& includer);
  void search_pattern(Directory& directory, Origin origin, std::string_view pattern,
                      Resolution& resolution);
  void search(std::span<const Searched> list, bool everywhere, std::string_view name,
              Resolution& resolution);

  FileTree& tree_;
  SearchList list_;
  Directory* current_ = nullptr;
  std::vector<Searched> quote_and_angle_;
  std::size_t quote_size_ = 0;
  std::vector<Searched> embed_;
  std::vector<Directory*> present_;
  std::string odd_directory_;
  Trail trail_;
  std::uint64_t moment_ = 0;
  std::uint64_t generation_ = 0;
  std::unordered_map<std::string, Resolution, TextHash, std::equal_to<>> known_[4];
  std::unordered_map<std::string, Resolution, TextHash, std::equal_to<>> known_patterns_;
  std::unordered_map<const Directory*, bool> of_compiler_;
};

}  // namespace distcc
