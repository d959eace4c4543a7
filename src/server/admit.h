// SPDX-License-Identifier: GPL-3.0-or-later
//
// The decision about a request whose words have arrived: run this program with these words, or a
// refusal. Nothing is run, and no byte of the source is needed.
#pragma once

#include <string>
#include <vector>

#include "base/expected.h"
#include "command/served_command.h"
#include "server/compilers.h"
#include "server/refusal.h"

namespace distcc {

/// The names of a compile within its job directory. Short and always the same, so that where the
/// compiler shows them nothing of this machine or of other jobs shows.
constexpr const char* object_name = "object.o";
constexpr const char* dependencies_name = "dependencies.d";  ///< in pump mode
constexpr const char* client_root_name = "root";             ///< in pump mode

struct Admitted {
  std::string program;             ///< absolute path
  std::vector<std::string> words;  ///< with our program, source and object
  std::string source_name;     ///< "source.ii", in the compiler's directory; unused in pump mode
  std::string asked_compiler;  ///< as the client wrote it
  std::string asked_source;    ///< as the client wrote it
  std::string asked_object;    ///< as the client wrote it; empty when it named none
};

expected<Admitted, Refusal> admit(const std::vector<std::string>& words, const CompilerRules& rules,
                                  const ProgramFiles& files);

/// The same for pump mode, where the compiler reads the client's own files: the source stays as it
/// is named, and a dependency file is written whether the client asks for one or not.
expected<Admitted, Refusal> admit_pump(const std::vector<std::string>& words,
                                       const CompilerRules& rules, const ProgramFiles& files);

}  // namespace distcc
