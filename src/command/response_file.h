// SPDX-License-Identifier: GPL-3.0-or-later
//
// Response files: a word "@file" stands for the words in that file, as gcc and clang read it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "base/result.h"
#include "job/outcome.h"

namespace distcc {

/// The words in the text of a response file: separated by white space; quotes of both kinds hold
/// white space; a backslash takes the next character as it is, in quotes too.
std::vector<std::string> split_response_file(std::string_view text);

/// `words` with each "@file" replaced by its words, nested ones too (at most 20 deep, and 200000
/// words in all). A compiler leaves an unreadable "@file" as a literal word; here it is the reason
/// to leave the whole command to the compiler.
expected<std::vector<std::string>, Reason> expand_response_files(
    const std::vector<std::string>& words,
    const std::function<Result<std::string>(const std::string& path)>& read_response_file);

}  // namespace distcc
