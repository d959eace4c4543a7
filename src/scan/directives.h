// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one file says about other files: its include directives, macro definitions, operands of
// __has_include and of assembler code, read in one pass without knowing any macro's value.
//
// Both sides of every conditional count. Where the meaning of a text depends on the language mode
// (trigraphs, raw strings) it is read in each way and the findings are joined: too many files
// never hurt, one too few does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "job/compile_job.h"
#include "job/outcome.h"

namespace distcc {

/// How another file is named.
enum class Mention : std::uint8_t {
  include,          ///< also #import
  include_next,     ///< the name is looked for in every directory
  probe,            ///< __has_include, #pragma GCC dependency: only whether it is there
  probe_next,       ///< __has_include_next
  embed,            ///< #embed, __has_embed
  perhaps_probe,    ///< a macro call in a conditional; a probe if it expands to one
  incbin,           ///< .incbin in assembler code
  assembler_source  ///< .include in assembler code
};

enum class NameForm : std::uint8_t { quoted, angled, computed };

/// Part of Directives' own text.
struct Piece {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

struct Reference {
  Mention mention = Mention::include;
  NameForm form = NameForm::quoted;
  Piece name;  ///< the name without its quotes; when computed, the tokens that make it
};

struct Definition {
  Piece name;
  Piece parameters;  ///< "a, b, ..." as written between the parentheses
  Piece body;
  bool function_like = false;
  bool opaque = false;  ///< no part of a file's name, e.g. statements: the body is not kept
};

class Directives {
 public:
  [[nodiscard]] std::string_view text(Piece piece) const {
    return std::string_view(text_).substr(piece.begin, piece.size);
  }
  [[nodiscard]] const std::vector<Reference>& references() const { return references_; }
  [[nodiscard]] const std::vector<Definition>& definitions() const { return definitions_; }
  /// Does a definition mention __has_include or a relative of it?
  [[nodiscard]] bool defines_probe() const { return defines_probe_; }
  /// Is there a name that must be computed from macros?
  [[nodiscard]] bool has_computed() const { return has_computed_; }
  /// A construct that this reading cannot follow.
  [[nodiscard]] const std::optional<Reason>& refusal() const { return refusal_; }
  /// Looks like a module declaration; means one in C++ and Objective-C only.
  [[nodiscard]] bool declares_module() const { return declares_module_; }
  [[nodiscard]] std::size_t memory() const;

  void add(Mention mention, NameForm form, std::string_view name);
  void define(std::string_view name, std::optional<std::string_view> parameters,
              std::string_view body);
  void refuse(Outcome outcome, std::string_view subject);
  void set_declares_module() { declares_module_ = true; }
  void set_defines_probe() { defines_probe_ = true; }
  void finish();

 private:
  Piece keep(std::string_view text);

  std::string text_;
  std::vector<Reference> references_;
  std::vector<Definition> definitions_;
  std::optional<Reason> refusal_;
  bool declares_module_ = false;
  bool defines_probe_ = false;
  bool has_computed_ = false;
};

/// Reads a file's content.
Directives read_directives(std::string_view content);

}  // namespace distcc
