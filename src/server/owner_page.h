// SPDX-License-Identifier: GPL-3.0-or-later
//
// The page for the owner of a machine that compiles for others: who compiles what now, how busy it
// is, what it refuses and why. Any user of this machine may read it, so it says no more than such a
// user can see with ps and ss: addresses and compilers. Names of files, let alone sources, are not
// even passed to the code here.
#pragma once

#include <functional>
#include <string>

#include "base/clock.h"
#include "server/machine_state.h"
#include "server/server_facts.h"
#include "web/http.h"

namespace distcc {

class OwnerPage {
 public:
  /// `facts` is called for each request. `directory` is where free space is looked for.
  OwnerPage(std::function<ServerFacts()> facts, std::string directory)
      : facts_(std::move(facts)), watch_(std::move(directory)) {}

  /// "/" and its files, "/live.json" and "/metrics". Called from one thread.
  HttpAnswer answer(const HttpRequest& request);

 private:
  ServerFacts collect();

  std::function<ServerFacts()> facts_;
  MachineWatch watch_;
  MachineState machine_;
  Deadline look_again_ = Deadline::after(Milliseconds(0));
};

}  // namespace distcc
