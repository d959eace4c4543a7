// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pump mode, the client's half: a host gets the source and the headers instead of preprocessed
// text. Which files those are is what an include server says (include_server.h): the paths of
// compressed copies, of links, and of placeholders for directories that must exist. Our agent hands
// the same over in one piece, which saves the client some hundred files to open and read.
#pragma once

#include <string>
#include <vector>

#include "base/environment.h"
#include "base/result.h"
#include "client/world.h"
#include "job/compile_job.h"
#include "transport/connection.h"
#include "transport/packed_files.h"

namespace distcc {

/// One entry of what travels.
struct PumpFile {
  std::string path;          ///< the include server's copy, or its link
  std::string name;          ///< what the host calls it: an absolute path of this machine
  bool placeholder = false;  ///< an empty file that makes its directory exist
};

/// What an entry of the include server's answer means (distcc-compat.md 7.2).
Result<PumpFile> read_pump_path(const std::string& path);

/// What travels: named by the paths of an include server's copies, or packed by our agent.
struct PumpContent {
  std::vector<PumpFile> files;
  PackedFiles packed;

  [[nodiscard]] bool empty() const { return files.empty() && packed.count == 0; }
};

/// What keeps this job from pump mode; empty when nothing does.
std::string obstacle_to_pump(const World& world, const CompileJob& job,
                             const Environment& environment);

/// The files of the job with the given words, by the include server's paths. Errors are this
/// machine's: the job is then preprocessed.
Result<std::vector<PumpFile>> files_for_pump(const World& world,
                                             const std::vector<std::string>& words);

/// The same, packed where our agent is asked.
Result<PumpContent> content_for_pump(const World& world, const std::vector<std::string>& words);

/// Sends the whole request of protocol 3.
Result<void> send_files(Connection& connection, const World& world,
                        const std::vector<std::string>& words, const PumpContent& content);

}  // namespace distcc
