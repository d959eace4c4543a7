// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "agent/mirror_plan.h"
#include "base/result.h"
#include "wire/lzo.h"

namespace distcc {

/// The content of a file as it travels: one LZO block, with a first line that gives it its name
/// where the plan wants one.
struct PackedCopy {
  Stamp stamp;           ///< of what was read
  bool settled = false;  ///< every later change shows in the stamp
  LzoOutput block;
};

/// Reads and packs the file. Nothing when it is not, or no longer, the file that the plan means; an
/// error (Fault::this_machine) when it cannot be read to its end.
Result<std::optional<PackedCopy>> packed_copy(const MirrorFile& file);

/// The file with the stamp that it has now where the scan only looked for it. Nothing when it is
/// gone.
std::optional<MirrorFile> with_stamp(MirrorFile file);

}  // namespace distcc
