#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""DISTCC_TCP_CORK: the head of an answer waits for the object, or goes out at once."""

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from support.distccd_case import CASE, Server, expect, expect_served, skip  # noqa: E402


def packets(value):
    """How the server sends an answer: the flags of its calls, as strace shows them."""
    trace = CASE / f"trace-{value}"
    with Server(environment={"DISTCC_TCP_CORK": value}) as server:
        watcher = subprocess.Popen(["strace", "-f", "-e", "trace=sendto", "-o", trace, "-p",
                                    str(server.process.pid)], stderr=subprocess.PIPE, text=True)
        first = watcher.stderr.readline()
        if "attached" not in first:
            skip(f"strace may not attach here: {first.strip()}")
        expect_served(server)
        watcher.terminate()
        watcher.wait()
    return trace.read_text()


if shutil.which("strace") is None:
    skip("strace is not installed")
expect("DONE" in packets("0"), "no answer was seen")
expect("MSG_MORE" not in packets("0"), "the head waits although it must not")
expect("MSG_MORE" in packets("1"), "the head does not wait")
