// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace distcc {

/// Worst first: jobs cannot be distributed, or would be wrong; they could be better; worth knowing.
enum class Severity { error, warning, note };

/// One thing that the doctor has to say.
struct Finding {
  Severity severity = Severity::note;
  std::string_view key;  ///< stable, for scripts: "connection_refused"
  std::string where;     ///< the host as the list has it, a variable, a path
  std::string what;      ///< what is wrong there, half a sentence
  std::string mend;      ///< the command that mends it; empty: nothing to be done
};

using Findings = std::vector<Finding>;

}  // namespace distcc
