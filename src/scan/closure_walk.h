// SPDX-License-Identifier: GPL-3.0-or-later
//
// The graph of files and what they include, for one search list, kept between scans. A walk over
// it looks at every file and directory once; a part whose facts still hold is taken as it is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/expected.h"
#include "job/compile_job.h"
#include "job/outcome.h"
#include "scan/closure.h"
#include "scan/computed_names.h"
#include "scan/file_tree.h"
#include "scan/name_resolver.h"

namespace distcc {

/// What one compile starts from.
struct ClosureRoots {
  std::string source;                   ///< as written in the command
  std::vector<std::string> read_first;  ///< -include, -imacros
  Language language = Language::c;
};

class IncludeGraph {
 public:
  IncludeGraph(FileTree& tree, ComputedNames& computed, SearchList list);

  /// The closure of these roots; the tree's scan has been begun.
  expected<Closure, Reason> closure(const ClosureRoots& roots);

 private:
  /// A file, read under a name in a certain directory.
  struct Node {
    File* file = nullptr;
    Directory* directory = nullptr;
    std::uint64_t file_version = 0;
    std::uint64_t generation = 0;
    std::uint64_t moment = 0;
    std::uint64_t visited = 0;  ///< the scan that last came here
    bool absolute = false;      ///< in that scan
    std::vector<std::pair<Node*, Origin>> included;
    std::vector<Hit> named;  ///< only have to be there
    std::vector<const File*> data;
    bool names_absolute = false;
    Trail trail;
    std::optional<Reason> refusal;
  };
  /// What the computed names of all files of a closure lead to.
  struct ComputedPart {
    std::uint64_t generation = 0;
    std::uint64_t moment = 0;
    std::vector<std::pair<Node*, bool>> included;  ///< and whether found absolutely
    std::vector<std::pair<File*, bool>> named;
    std::vector<const File*> data;
    bool names_absolute = false;
    Trail trail;
  };
  struct NodeKey {
    const File* file;
    const Directory* directory;
    friend bool operator==(const NodeKey&, const NodeKey&) = default;
  };
  struct NodeHash {
    std::size_t operator()(const NodeKey& key) const;
  };
  using Verdict = expected<void, Reason>;

  Node& node(const Hit& hit);
  Verdict enter_roots(const ClosureRoots& roots);
  Verdict enter(const Resolution& resolution, bool includer_is_absolute, bool read);
  Verdict visit_all();
  Verdict visit(Node& node);
  Verdict judge(const File& file) const;
  [[nodiscard]] bool is_current(const Node& node);
  void resolve(Node& node, const Directives& directives);
  void visit_later(Node& node, bool absolute);
  void take_in(File& file, bool absolute);
  void take_in(const Trail& trail);
  void take_in(Directory& directory);
  Verdict add_computed();
  Verdict add_computed_part(std::uint64_t closure, bool with_calls);
  Verdict take_computed_name(Node& node, const ComputedName& name, ComputedPart& part);
  Verdict find_computed_of(Node& node, bool with_calls, ComputedPart& part);
  Closure result();

  FileTree& tree_;
  ComputedNames& computed_;
  NameResolver resolver_;
  std::unordered_map<NodeKey, std::unique_ptr<Node>, NodeHash> nodes_;
  std::unordered_map<std::uint64_t, ComputedPart> computed_parts_;
  // Of the current scan:
  Language language_ = Language::c;
  std::vector<Node*> waiting_;
  std::vector<Node*> visited_;
  std::vector<File*> files_;
  std::vector<bool> file_is_absolute_;
  std::vector<Link*> links_;
  std::vector<Directory*> directories_;
  std::vector<const File*> data_;  ///< of which bytes can end up in the object
  bool names_absolute_ = false;
};

/// Is this file's name only to be there, or is it read and followed?
bool is_followed(Mention mention);

}  // namespace distcc
