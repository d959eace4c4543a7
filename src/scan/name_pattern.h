// SPDX-License-Identifier: GPL-3.0-or-later
//
// A name of which parts may be any of several texts: "mpl/{gcc|plain}/{and.hpp|or.hpp}". Macros
// with many plain values (Boost's MPL has one with sixty) would multiply to thousands of names;
// kept apart, they are tried directory by directory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace distcc {

/// The part of a pattern that stands for any of `texts`.
std::string alternatives_of(const std::vector<std::string>& texts);

/// Are there such parts in `name`?
bool is_pattern(std::string_view name);

/// Takes the first component (up to a slash outside of alternatives) off `pattern`.
std::string_view take_component(std::string_view& pattern);

/// Everything that a component, or a whole pattern, can stand for; empty when that is more than
/// `most`.
std::vector<std::string> texts_of(std::string_view pattern, std::size_t most);

}  // namespace distcc
