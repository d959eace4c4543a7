// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "web/http.h"

namespace distcc {

/// The file `name` of src/web/page/ as an answer; nothing when there is none.
std::optional<HttpAnswer> page_answer(std::string_view name);

}  // namespace distcc
