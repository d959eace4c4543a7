// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wire/classic.h"

namespace distcc {

/// What lsdistcc is told by its command line (distcc-compat.md 1.4).
struct SurveyOptions {
  bool show_latency = false;
  bool show_address = false;
  bool show_down = false;
  bool append_domain = false;
  bool verbose = false;
  int limit_s = 7;            ///< for everything; 0: none
  int lookup_retry_ms = 500;  ///< a lookup is repeated after this time; 0: never
  int connect_ms = 900;       ///< 0: every host that has an address is taken to be up
  int compile_ms = 1500;      ///< 0: no test compile
  int address_bits = 0;       ///< leading bits that must equal those of the first address
  int lookups_ahead = 1;      ///< names of a pattern that are looked up at once, less one
  int missing_tolerated = 0;  ///< names of a pattern without address before it ends
  int port = 3632;
  int protocol = 1;
  std::string compiler;  ///< for the test compile; empty: none
  std::vector<std::string> names;
  bool is_pattern = false;  ///< names[0] holds a %d to be replaced by 1, 2, 3…

  [[nodiscard]] bool wants_test_compile() const {
    return !compiler.empty() && compile_ms > 0 && connect_ms > 0;
  }
};

/// Nothing when the words (argv without argv[0]) are no correct call; then survey_usage() helps.
std::optional<SurveyOptions> parse_survey_options(const std::vector<std::string>& words);

/// What lsdistcc says about itself.
std::string survey_usage();
/// Its options as troff, for the manual page.
std::string survey_manual();

}  // namespace distcc
