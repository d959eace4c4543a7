// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fd.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>

namespace distcc {

unexpected<Error> fail_errno(std::string what, ExitCode code, Fault fault) {
  const int saved = errno;
  what += ": ";
  what += std::strerror(saved);
  return fail(fault, code, std::move(what));
}

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("cannot make a pipe");
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

Result<Fd> make_memory_file(const char* name) {
  Fd file(::memfd_create(name, MFD_CLOEXEC));
  if (!file) return fail_errno("cannot make a file in memory");
  return file;
}

}  // namespace distcc
