// SPDX-License-Identifier: GPL-3.0-or-later
//
// Is there a distcc server, and does it compile? One connection, and on it, when asked for, one
// compile of a line of C in protocol 1, 2 or 3.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "monitor/addresses.h"
#include "monitor/survey_options.h"

namespace distcc {

/// The bytes of the test compile.
std::string test_request(Protocol protocol, const std::string& compiler);

/// Connects to one address and, when the options say so, compiles there. The error says why the
/// host is of no use.
Result<void> probe(const Address& address, const SurveyOptions& options);

}  // namespace distcc
