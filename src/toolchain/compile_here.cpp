// SPDX-License-Identifier: GPL-3.0-or-later
#include "toolchain/compile_here.h"

#include <fcntl.h>

#include <utility>

#include "base/fd.h"
#include "base/files.h"
#include "base/process.h"
#include "base/scratch.h"
#include "base/text.h"

namespace distcc {

Result<std::string> compile_probe_here(const ProbedCompiler& compiler, const std::string& program,
                                       std::vector<std::string> environment) {
  constexpr std::size_t largest_object = 1 << 20;
  const ScratchDirectory scratch =
      TRY_VALUE(ScratchDirectory::create(temporary_directory(), "distcc_probe_"));
  TRY(replace_file(probe_source(compiler, scratch.path()), probe_text(compiler.cxx)));
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ChildSettings settings;
  settings.words = probe_words_here(compiler, scratch.path());
  // By its whole path: a driver looks for its parts from where argv[0] is found.
  settings.words.front() = program;
  settings.program = program;
  settings.environment = std::move(environment);
  settings.stdin_fd = null.get();
  settings.stdout_fd = null.get();
  settings.stderr_fd = null.get();
  Child child = TRY_VALUE(Child::start(settings));
  const WaitStatus status = child.wait();
  if (!status.success()) {
    return fail(Fault::this_machine, ExitCode::failed,
                cat(compiler.word, " ", status.describe(), " on a small text"));
  }
  return read_file(probe_object(scratch.path()), largest_object);
}

}  // namespace distcc
