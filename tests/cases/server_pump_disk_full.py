# SPDX-License-Identifier: GPL-3.0-or-later
"""No room for the files of a pump-mode job is the trouble of this machine, and nothing stays behind."""

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    Server, eventually, expect, expect_served, lzo_bomb, read_answer)
from support.pump_case import pump_request, token  # noqa: E402

# A limit on the size of files stands for the full disk, which takes privileges to make.
SMALL = 256 << 10
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, hard))
GCC = ["gcc", "-c", "a.c"]


def expect_full(server, data):
    with server.connect() as client:
        client.sendall(data)
        answer = read_answer(client).data
    expect(answer.startswith(b"DONE00000003STAT%08x" % (107 << 8)), f"got {answer[:80]!r}")
    expect(answer.endswith(b"DOTO00000000"), "the answer is not whole")
    eventually(lambda: not server.job_directories(), "the end of the job's directory")


with Server() as server:
    # Too much as it arrives, and too much once unpacked.
    expect_full(server, pump_request(GCC, [("/w/a.c", " " * (6 * SMALL))]))
    expect_full(server, pump_request(GCC, count=1) + token("NAME", b"/w/a.c")
                + token("FILE", lzo_bomb(4 * SMALL)))
    server.wait_for_log("refused (disk_full)", 2)
    expect_served(server)
