// SPDX-License-Identifier: GPL-3.0-or-later
//
// DISTCC_SUMMARY=1: who tells what a build came to? A client lives for one job only, and no
// resident process has to be there. So the first client of a build leaves a small process behind
// that waits for the end of the program that runs the build, then reads the journal and writes the
// summary to that program's standard error.
//
// It holds no descriptor of the client's, whose build tool waits for the end of its pipes; only the
// build program's own standard error, which ends right after it.
#pragma once

#include <string>
#include <vector>

#include "client/world.h"

namespace distcc {

/// One process on the way from this one to the first of all.
struct Ancestor {
  int pid = 0;
  std::string name;  ///< as the kernel knows it, cut at 15 bytes: "make"
  int session = 0;
  std::string started;  ///< clock ticks since the machine started; with the pid it is unique
};

/// The program that runs the build: of the make, ninja and such above this process, in its session,
/// the topmost; without one, the parent. `ancestors` begins with the parent.
const Ancestor* build_program(const std::vector<Ancestor>& ancestors, int session);

/// The name of the build for the journal, made of its program, with a process waiting for its end
/// (from the first call of a build on). Empty when the program cannot be told.
std::string watch_build(const World& world);

}  // namespace distcc
