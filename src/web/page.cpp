// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/page.h"

#include <algorithm>

#include "web/page_files.h"

namespace distcc {
namespace {

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  return "image/svg+xml";
}

}  // namespace

std::optional<HttpAnswer> page_answer(std::string_view name) {
  const auto files = page_files();
  const auto file = std::find_if(files.begin(), files.end(),
                                 [&](const PageFile& one) { return one.name == name; });
  if (file == files.end()) return std::nullopt;
  return HttpAnswer{HttpStatus::ok, type_of(name), std::string(file->content)};
}

}  // namespace distcc
