# SPDX-License-Identifier: GPL-3.0-or-later
"""A compiler that runs too long is killed, and its client is told."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    LONG, PATIENCE, Server, compile_once, expect, expect_served, processes_with, write_compiler)


write_compiler("slowcc", f"sleep {LONG}\n")
with Server("--job-lifetime=5") as server:
    begun = time.monotonic()
    answer = compile_once(server, ["slowcc", "-c", "main.c"])
    expect(answer.whole and answer.status == 118 << 8, f"got {answer.data[:100]!r}")
    expect("takes too long" in answer.errors, f"the text is {answer.errors!r}")
    expect(time.monotonic() - begun < PATIENCE, "it took too long itself")
    expect("COMPILE_TIMEOUT" in server.log(), "no COMPILE_TIMEOUT in the log")
    expect(not processes_with(LONG), "the compiler lives on")
    expect_served(server)
