// SPDX-License-Identifier: GPL-3.0-or-later
//
// Paths as text. Nothing here looks at a file system, but for the last two functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace distcc {

/// What follows the last slash ("a/b.c" gives "b.c"); all of it when there is none.
std::string_view base_name(std::string_view path);

/// What precedes the last slash; "." when there is none, "/" for a file of the root.
std::string_view directory_name(std::string_view path);

/// What follows the last dot of the base name, without it; empty when there is none.
std::string_view extension(std::string_view path);

/// `path` with the extension of its base name (and the dot) cut off.
std::string_view without_extension(std::string_view path);

inline bool is_absolute(std::string_view path) {
  return !path.empty() && path.front() == '/';
}

/// `path` as it is when absolute, else below `directory`. Nothing is resolved.
std::string absolute_path(std::string_view path, std::string_view directory);

/// `path` with "." and empty components dropped and "x/.." folded, by text alone.
std::string lexically_normal(std::string_view path);

/// The first entry of `search_path` (colon-separated) that holds an executable regular file
/// called `name` which `acceptable` (when given) does not turn down; empty when there is none.
/// An empty entry means the current directory. A name with a slash is not looked for.
std::string find_program(std::string_view name, std::string_view search_path,
                         const std::function<bool(const std::string&)>& acceptable = {});

/// `path` with every symbolic link followed; empty when it does not exist.
std::string real_path(const std::string& path);

}  // namespace distcc
