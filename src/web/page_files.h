// SPDX-License-Identifier: GPL-3.0-or-later
//
// The files of src/web/page/, which the build puts into the programs (cmake/page.cmake).
#pragma once

#include <span>
#include <string_view>

namespace distcc {

struct PageFile {
  std::string_view name;  ///< "page.css"
  std::string_view content;
};

std::span<const PageFile> page_files();

}  // namespace distcc
