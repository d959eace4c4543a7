# SPDX-License-Identifier: GPL-3.0-or-later
"""What a killed server left in TMPDIR goes at the next start; what others work on, or keep, stays."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    LONG, Server, eventually, expect, expect_served, folder, processes_with, read_answer, request,
    write_compiler)


gate = folder("gate")
gatecc = write_compiler("gatecc", f"while [ ! -e {gate}/open ]; do sleep 0.02; done\n")
write_compiler("slowcc", f"sleep {LONG}\n")


def begin(server, compiler, marker):
    client = server.connect()
    client.sendall(request([compiler, "-c", "main.c"]))
    eventually(lambda: processes_with(marker), "the compiler's start")
    return client


killed = Server()
lost = begin(killed, "slowcc", LONG)
left = set(killed.job_directories())
expect(len(left) == 1, f"the job is in {left}")
killed.process.kill()
killed.process.wait()
eventually(lambda: not processes_with(LONG), "the end of the compiler")
expect(all(path.exists() for path in left), "the killed server cleaned up")

# Another server that works in the same directory, and one that was told to keep its jobs.
keeping = Server(environment={"DISTCC_SAVE_TEMPS": "1"})
keeping.wait_for_log("removed 1 job directories of a killed server")
expect(not any(path.exists() for path in left), "the first start after it removed nothing")
expect_served(keeping)
kept = set(keeping.job_directories())
expect(len(kept) == 1, f"kept: {kept}")
living = Server(f"--sandbox-show={gate}")
running = begin(living, "gatecc", str(gatecc))
in_use = set(living.job_directories()) - kept

tmp = keeping.tmp
look_alikes = {tmp / "distccd_notes", tmp / "distccd_a-b.cd", tmp / "distccd_file00"}
for path in look_alikes - {tmp / "distccd_file00"}:
    path.mkdir()
(tmp / "distccd_file00").touch()
(tmp / "distccd_link00").symlink_to(gate)
if os.getuid() == 0:
    (tmp / "distccd_root00").mkdir(mode=0o700)  # not of the server's user
    look_alikes.add(tmp / "distccd_root00")
fresh = Server()
expect_served(fresh)
for path in kept | in_use | look_alikes | {tmp / "distccd_link00", gate}:
    expect(path.exists(), f"{path.name} was removed")

(gate / "open").touch()
answer = read_answer(running)
expect(answer.whole and answer.status == 0, "the job of the other server was lost")
for server in (keeping, living, fresh):
    server.process.terminate()
    expect(server.process.wait(timeout=20) == 0, "the exit status is not 0")
expect(not any(path.exists() for path in in_use), "the finished job was left")
