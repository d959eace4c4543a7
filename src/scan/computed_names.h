// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names that are computed from macros: #include MACRO, __has_include(MACRO), and calls of macros
// that expand to __has_include(…).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/expected.h"
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
  void begin_scan(GivenMacros given, const std::string& given_key);
  /// Another number for each set of files (which `closure` stands for) and of given macros.
  [[nodiscard]] std::uint64_t number_of(std::uint64_t closure) const {
    return closure ^ given_number_;
  }
  /// To be called when more files have been followed, with the number of all of them.
  void closure_has_grown(std::uint64_t number);

  /// The names that `text` can mean with the definitions of the closure so far. Answers are kept
  /// for each closure; they stay valid until the next call.
  const expected<std::vector<ComputedName>, Reason>& names(Mention mention, std::string_view text);

 private:
  using Answer = expected<std::vector<ComputedName>, Reason>;

  [[nodiscard]] std::vector<MacroValue> values(std::string_view name);
  std::vector<std::string> macros_with_prefix(std::string_view prefix);
  void read_given();
  bool reaches_probe(std::string_view name);
  Answer work_out(Mention mention, std::string_view text);
  Answer expand(Mention mention, std::string_view text);
  static void add_header_name(Mention mention, const std::vector<MacroToken>& tokens,
                              std::vector<ComputedName>& names);
  static void add_probes(const std::vector<MacroToken>& tokens, std::vector<ComputedName>& names);

  MacroIndex index_;
  FileTree& tree_;
  GivenMacros given_;
  std::uint64_t given_number_ = 0;
  std::map<std::string_view, std::vector<MacroValue>> given_values_;
  bool given_is_read_ = false;
  std::uint64_t closure_ = 0;
  std::map<std::string, bool, std::less<>> reaches_probe_;
  std::unordered_map<std::uint64_t, std::unordered_map<std::string, Answer>> known_;
};

}  // namespace distcc
