// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace distcc {

/// The content of a regular file. Larger than `limit` bytes is an error.
Result<std::string> read_file(const std::string& path, std::size_t limit);

/// Replaces `path` by a file with this content, by rename: readers see the old or the new whole.
Result<void> replace_file(const std::string& path, std::string_view content, mode_t mode = 0666);

/// Makes `path` and its missing parents; fine when it is there already.
Result<void> make_directories(const std::string& path, mode_t mode = 0777);

/// Removes a directory and all below it, following no links. Errors are ignored.
void remove_tree(const std::string& path);

bool file_exists(const std::string& path);

/// The current directory, preferring $PWD when it names the same place (as compilers do for
/// DW_AT_comp_dir). Empty when it cannot be told.
std::string current_directory();

}  // namespace distcc
