# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that goes away takes its compiler with it, at once; a queued one just leaves."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    LONG, Server, eventually, expect, expect_served, processes_with, request, write_compiler)


write_compiler("slowcc", f"sleep {LONG}\n")

with Server("--jobs=1") as server:
    running = server.connect()
    running.sendall(request(["slowcc", "-c", "main.c"]))
    eventually(lambda: processes_with(LONG), "the compiler's start")

    queued = server.connect()
    queued.sendall(request(["slowcc", "-c", "queued.c"]))
    queued.close()
    server.wait_for_log("while its job was waiting for a slot")

    running.sendall(b"stray bytes are ignored")
    expect(processes_with(LONG), "stray bytes ended the compiler")
    running.close()
    eventually(lambda: not processes_with(LONG), "the compiler's end")
    server.wait_for_log("CLI_DISCONN", 2)
    expect_served(server)
    eventually(lambda: not server.job_directories(), "the removal of job directories")
