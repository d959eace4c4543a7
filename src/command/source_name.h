// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a source is, by its name or by the operand of -x.
#pragma once

#include <optional>
#include <string_view>

#include "job/compile_job.h"
#include "job/outcome.h"

namespace distcc {

struct SourceKind {
  Language language = Language::c;
  bool preprocessed = false;
  /// Why a source of this kind is not distributed; compiled_remotely when it is.
  Outcome outcome = Outcome::compiled_remotely;
};

/// By the extension of `name`. A name that stock servers would not take for a source (5.2 of the
/// compatibility page) has the outcome unknown_language.
SourceKind source_kind_of_name(std::string_view name);

/// By the operand of -x; "none" gives nothing: names decide again.
std::optional<SourceKind> source_kind_of_language(std::string_view language);

/// "cpp-output", "c++-cpp-output", …: what -x calls this language once it is preprocessed.
std::string_view preprocessed_language(Language language);

/// Does a stock server take this word for a source? Servers of all ages count such words.
bool looks_like_source(std::string_view word);

/// The extension of preprocessed text: "i", "ii", "mi" or "mii".
std::string_view preprocessed_extension(Language language);

}  // namespace distcc
