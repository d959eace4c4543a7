# SPDX-License-Identifier: GPL-3.0-or-later
"""distccmon-text of one kind shows the jobs of a client of the other kind."""

import re
import time

from interop.interruptions import slow_server, wait_for
from interop.pairings import PAIRINGS, programs
from support import wrappers
from support.case import Case
from support.context import expect_equal

ROW = re.compile(r"^\s*(\d+)\s+(\S+)\s+(\S+)\s+(\S+)\[(\d+)\]$", re.M)


def cases(context):
    return [Case(f"interop/monitors/{client}-client-{monitor}-monitor",
                 lambda run, c=client, m=monitor: shows_job(run, c, m), 60)
            for client, monitor in PAIRINGS if context.full or (client, monitor) != ("stock",) * 2]


def shows_job(run, client, monitor):
    """A job that compiles is one row with its process, phase, file, host and slot."""
    watching = programs(run.context, monitor)
    watching.path("distccmon-text")
    working = programs(run.context, client)
    run.file("slow.c", "int slow;\n")
    server = slow_server(run, client, wrappers.sleeping(run, 30))
    job = run.start([working.client, "gcc", "-c", "slow.c"],
                    {**working.environment, "DISTCC_HOSTS": server.host})
    rows = []

    def compiling():
        done = run.succeed([watching.path("distccmon-text")], watching.environment)
        rows[:] = ROW.findall(done.out)
        return any(row[1] == "Compile" for row in rows)

    wait_for(compiling, 15, "a row in phase Compile")
    expect_equal(rows, [(str(job.pid), "Compile", "slow.c", "127.0.0.1", "0")], "rows")
    job.terminate()
    job.wait(10)
    end = time.monotonic() + 5
    while rows and time.monotonic() < end:
        compiling()
    expect_equal(rows, [], "rows after the job")
