// SPDX-License-Identifier: GPL-3.0-or-later
#include "exec/sandbox.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/scratch.h"

namespace distcc {
namespace {

TEST(Sandbox, RunsAProgramAndTellsItsExitCode) {
  const Sandbox sandbox = Sandbox::prepare({});
  const auto job = ScratchDirectory::create(temporary_directory(), "exec_test_");
  ASSERT_TRUE(job);
  CompilerRun run;
  run.program = "/bin/sh";
  run.words = {"sh", "-c", "exit 7"};
  run.job_directory = job->path();
  run.stdout_fd = 1;
  run.stderr_fd = 2;
  auto running = sandbox.start(run);
  ASSERT_TRUE(running) << running.error().text;
  EXPECT_EQ(running->wait().exit_code(), 7);
}

}  // namespace
}  // namespace distcc
