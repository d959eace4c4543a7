# SPDX-License-Identifier: GPL-3.0-or-later
"""No room for the source is the trouble of this machine: a complete answer sends the client elsewhere."""

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    COMPILE, Server, compile_once, eventually, expect, expect_refused,
    expect_served)

# A limit on the size of files stands for the full disk, which takes privileges to make.
SMALL = 256 << 10
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, hard))

with Server() as server:
    answer = compile_once(server, COMPILE, b" " * (4 * SMALL))
    expect_refused(answer, "disk_full", 107)
    expect("TMPDIR" in answer.errors, f"no advice: {answer.errors!r}")
    expect_served(server)
    eventually(lambda: not server.job_directories(), "the end of the jobs' directories")
