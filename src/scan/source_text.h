// SPDX-License-Identifier: GPL-3.0-or-later
//
// The first steps of translation: encoding, trigraphs, line splices.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "job/outcome.h"

namespace distcc {

/// Why a file of this encoding cannot be read here: UTF-16 and -32, lines ended by CR alone.
std::optional<Reason> judge_encoding(std::string_view content);

/// The content with its line splices taken out (also those with blanks after the backslash) and a
/// newline at its end: once, or twice when trigraphs would make a difference.
std::vector<std::string> readings_of(std::string_view content);

}  // namespace distcc
