// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names that are computed from macros: #include MACRO, __has_include(MACRO), and calls of macros
// that expand to __has_include(…).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "job/outcome.h"
#include "scan/macro_index.h"

namespace distcc {

/// A name that a computed reference can come to.
struct ComputedName {
  Mention mention = Mention::include;
  NameForm form = NameForm::quoted;
  std::string name;
  friend bool operator==(const ComputedName&, const ComputedName&) = default;
};

/// Definitions that are in no file: predefined and of the command line.
using GivenMacros = std::vector<const Directives*>;

class ComputedNames {
 public:
  explicit ComputedNames(FileTree& tree) : index_(tree), tree_(tree) {}

  MacroIndex& index() { return index_; }
  /// To be called once a scan, before the others.
  void begin_scan(GivenMacros given, std::string given_key);
  /// To be called when more files have been followed.
  void closure_has_grown();

  /// The names that `text` can mean with the definitions of the closure so far. The answer is kept
  /// for as long as the definitions it rests on are the same.
  tl::expected<std::vector<ComputedName>, Reason> names(Mention mention, std::string_view text);

 private:
  struct Answer {
    std::vector<std::pair<std::string, std::uint64_t>> consulted;  ///< macros, their fingerprints
    std::string given_key;
    std::vector<ComputedName> names;
    Reason refusal;
    bool refused = false;
  };

  std::vector<MacroValue> values(std::string_view name) const;
  bool reaches_probe(std::string_view name);
  [[nodiscard]] bool still_holds(const Answer& answer);
  std::uint64_t fingerprint(const std::string& name);
  Answer expand(Mention mention, std::string_view text);
  static void add_header_name(Mention mention, const std::vector<MacroToken>& tokens,
                              std::vector<ComputedName>& names);
  static void add_probes(const std::vector<MacroToken>& tokens, std::vector<ComputedName>& names);

  MacroIndex index_;
  FileTree& tree_;
  GivenMacros given_;
  std::string given_key_;
  std::map<std::string, bool, std::less<>> reaches_probe_;
  std::unordered_map<std::string, std::uint64_t> fingerprints_;
  std::unordered_map<std::string, std::vector<Answer>> known_;
};

}  // namespace distcc
