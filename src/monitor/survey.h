// SPDX-License-Identifier: GPL-3.0-or-later
//
// lsdistcc: which of these hosts run a distcc server. Every name is looked up and probed by itself,
// many at a time, and its line is printed when it is known; so the fastest hosts come first.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "monitor/survey_options.h"

namespace distcc {

/// Where the survey says what it found and what it does. Called by one thread at a time.
struct SurveyOutput {
  std::function<void(std::string_view line)> host;
  std::function<void(std::string_view line)> remark;
};

enum class SurveyEnd {
  found_addresses,  ///< at least one name had an address
  nothing_found,
  out_of_time,
};

/// Looks at all hosts, within the limit of `options`. When it returns, `output` is not called any
/// more; threads that wait for a late answer may still live until the process ends.
Result<SurveyEnd> survey(const SurveyOptions& options, const SurveyOutput& output);

/// What lsdistcc prints about a host: NAME[:PORT][,lzo[,cpp]][,down][ MS].
std::string host_line(const SurveyOptions& options, const std::string& name, bool up,
                      long milliseconds);

}  // namespace distcc
