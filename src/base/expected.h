// SPDX-License-Identifier: GPL-3.0-or-later
//
// A value or an error. The same two names come from tl::expected, which takes C++20, or from the
// standard library of C++23; so nothing else says tl:: or std:: here, and nothing uses what only
// one of them has (and_then, map …, or value() of an unexpected, which is error() in the other).
#pragma once

#if DISTCC_WITH_TL_EXPECTED
#include <tl/expected.hpp>
#else
#include <expected>
#endif

namespace distcc {

#if DISTCC_WITH_TL_EXPECTED
using tl::expected;
using tl::unexpected;
#else
using std::expected;
using std::unexpected;
#endif

}  // namespace distcc
