// SPDX-License-Identifier: GPL-3.0-or-later
//
// A job that failed on a host in pump mode and did not fail here: something is wrong with the host,
// or with what it was sent. It is counted (see note_discrepancy), explained where that can be done,
// and told to somebody by mail where that is wanted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/dispatch.h"
#include "client/world.h"

namespace distcc {

/// The first of `files` that changed since the build began, which is when `start_mark` was made.
/// Names that match the glob `excluded` do not count; an empty one excludes none.
std::optional<std::string> changed_since(const std::string& start_mark,
                                         const std::vector<std::string>& files,
                                         const std::string& excluded);

/// The mail, headers and all, as sendmail(8) reads it with -t. Line ends of `recipient` are lost.
std::string discrepancy_mail(const std::string& recipient, const World& world,
                             const std::vector<std::string>& words, const Dispatched& done,
                             int local_code);

/// Does all that the settings want for a discrepancy of the job `words`. What there is to add to
/// the line about it, beginning with "; ", or nothing.
std::string report_discrepancy(const World& world, const std::vector<std::string>& words,
                               const Dispatched& done, int local_code);

}  // namespace distcc
