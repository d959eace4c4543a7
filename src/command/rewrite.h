// SPDX-License-Identifier: GPL-3.0-or-later
//
// The two commands that one compile becomes on the classic path: the preprocessor here, and the
// compile of its output on a host.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "job/compile_job.h"

namespace distcc {

/// The command that preprocesses `job` on this machine to standard output. It writes the
/// dependency file under the name, and with the target, that the whole compile would give it.
std::vector<std::string> preprocess_command(const CompileJob& job);

struct RemoteNames {
  /// The client's working directory, absolute; becomes comp_dir for clang.
  std::string directory;
  /// Give bare gcc and clang names the triple of this machine (distcc-compat.md 5.5).
  bool with_triple = true;
  std::string triple;  ///< "x86_64-linux-gnu"
  /// Is there a program of this name on PATH? Asked for "x86_64-linux-gnu-gcc".
  std::function<bool(const std::string& name)> is_on_path;
  /// As in CommandContext.
  std::function<std::string(const std::string& name)> real_compiler_name;
};

/// The words for a host that gets preprocessed text (protocols 1 and 2): no option of the
/// preprocessor, one source word, `-o` with the job's output. Stock 3.4 servers must accept them
/// (distcc-compat.md 4.8, 5.2): "-c" or "-S", exactly one word that looks like a source.
std::vector<std::string> remote_command(const CompileJob& job, const RemoteNames& names);

/// The words for a host that gets the files themselves (protocol 3): all of them, the compiler's
/// name as in remote_command, the output and the target of the dependency file spelt out.
std::vector<std::string> pump_command(const CompileJob& job, const RemoteNames& names);

}  // namespace distcc
