// SPDX-License-Identifier: GPL-3.0-or-later
//
// The file system as far as scans have looked at it, kept between scans and checked again by each.
//
// Paths are walked here, one name at a time, as the kernel does it: through symbolic links, with
// ".." meaning the parent of where a link led to. So every directory and file has one real path,
// and each fact ("no name `boost` in this directory", "this link leads there") belongs to one
// directory, whose stamp tells whether it still holds. A scan looks at each directory and file
// that it meets once; all facts about unchanged ones cost nothing more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "scan/directives.h"
#include "scan/stamp.h"

namespace distcc {

struct Directory;

/// A regular file at its real path.
struct File {
  std::string path;
  Directory* directory = nullptr;  ///< where it really lies
  Stamp stamp;
  bool settled = false;
  std::uint64_t checked = 0;                     ///< the scan that last looked at it
  std::uint64_t version = 0;                     ///< grows each time it is read
  std::uint64_t in_closure = 0;                  ///< the scan that last took it in
  std::uint64_t followed = 0;                    ///< the scan that last followed what it says
  std::uint64_t indexed_version = 0;             ///< which version the macro index knows
  std::shared_ptr<const Directives> directives;  ///< null: never read, or unreadable
};

/// A symbolic link.
struct Link {
  std::string path;  ///< its directory's real path and its name
  std::string target;
  std::uint64_t in_closure = 0;
};

enum class EntryKind : std::uint8_t { absent, file, directory, link, other };

/// What a name in a directory stands for. The objects stay when the kind changes.
struct Entry {
  EntryKind kind = EntryKind::absent;
  std::unique_ptr<File> file;
  std::unique_ptr<Link> link;
  Directory* directory = nullptr;
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

/// A directory at its real path.
struct Directory {
  std::string path;  ///< "/" for the root; no slash at the end otherwise
  Directory* parent = nullptr;
  Stamp stamp;
  bool exists = false;
  bool settled = false;
  bool listed = false;             ///< `listing` holds all its names
  bool large = false;              ///< too many names to list
  bool lists_precompiled = false;  ///< some name of the listing is a precompiled header's
  std::uint64_t checked = 0;       ///< the scan that last looked at it
  std::uint64_t changed_at = 0;    ///< when a fact about it last turned out different
  std::uint64_t in_closure = 0;
  std::uint64_t looked_in = 0;         ///< the scan that last looked at a file in it
  Fd opened;                           ///< for the rest of the present scan
  std::vector<std::uint64_t> listing;  ///< names' hashes and kinds, sorted
  std::unordered_map<std::string, Entry, TextHash, std::equal_to<>> entries;  ///< asked for so far
};

/// What an answer rests on and what is needed to repeat it elsewhere.
struct Trail {
  std::vector<Directory*> asked;    ///< directories whose entries were looked at
  std::vector<Link*> links;         ///< links that were followed
  std::vector<Directory*> crossed;  ///< directories entered and left again by ".."
  void add(const Trail& other);
  void unify();
};

/// Where a path leads.
struct PathEnd {
  EntryKind kind = EntryKind::absent;  ///< never a link
  File* file = nullptr;
  Directory* directory = nullptr;  ///< the directory itself, or the one that holds the name
  std::string_view name;           ///< the last name of the path
};

class FileTree {
 public:
  FileTree();

  /// From here on everything is looked at anew (once), until end_scan().
  void begin_scan() { ++scan_; }
  /// Nothing stays open: a file system that was looked at can be unmounted.
  void end_scan();
  [[nodiscard]] std::uint64_t scan() const { return scan_; }
  /// Grows with each fact that changed.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

  Directory& root() { return *root_; }
  /// Where `path`, relative to `start` unless absolute, leads. `trail` may be null.
  PathEnd look_up(Directory& start, std::string_view path, Trail* trail);
  /// Is there a precompiled header for `name` (one component) beside it? gcc takes x.h.gch (a file
  /// or a directory of them) in place of x.h, even where there is no x.h; clang takes x.h.pch or
  /// x.h.gch for -include.
  bool has_precompiled(Directory& directory, std::string_view name);
  /// Looks at the directory, once a scan.
  void check(Directory& directory);
  /// Do all facts of `trail` still stand as they were at `moment`?
  bool still_holds(const std::vector<Directory*>& asked, std::uint64_t moment);
  /// The file's directives as they are now, read once a scan at most and only when it changed.
  Result<const Directives*> read(File& file);

  /// About how many bytes all this takes.
  [[nodiscard]] std::size_t memory() const { return memory_; }
  /// Counts memory that is kept elsewhere for as long as the tree.
  void count_memory(std::size_t bytes) { memory_ += bytes; }

 private:
  struct Walk;
  Entry& entry(Directory& directory, std::string_view name);
  void examine(Directory& directory, const std::string& name, Entry& entry);
  EntryKind kind_by_listing(const Directory& directory, std::string_view name) const;
  void list(Directory& directory);
  bool refresh_entries(Directory& directory);
  Directory* child(Directory& parent, std::string_view name);
  bool stat_file(File& file, struct stat& status);

  std::unordered_map<std::string, std::unique_ptr<Directory>> directories_;
  Directory* root_;
  std::uint64_t scan_ = 0;
  std::uint64_t changes_ = 1;
  std::size_t memory_ = 0;
  std::vector<Directory*> opened_;  ///< those that are open
};

/// One scan of the tree.
class TreeScan {
 public:
  explicit TreeScan(FileTree& tree) : tree_(tree) { tree_.begin_scan(); }
  ~TreeScan() { tree_.end_scan(); }
  TreeScan(const TreeScan&) = delete;
  TreeScan& operator=(const TreeScan&) = delete;

 private:
  FileTree& tree_;
};

}  // namespace distcc
