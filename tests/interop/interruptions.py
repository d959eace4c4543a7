# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C and a killed make: no compiler, temporary file, held slot or half an object stays."""

import os
import signal

from interop.pairings import programs
from support import locks, processes, servers, wrappers
from support.case import Case
from support.context import SYSTEM_PATH, expect_equal
from support.waiting import wait_for

JOBS = 4
MAKEFILE = """\
all: a.o b.o c.o d.o
%.o: %.c
\t{client} gcc -O1 -c $< -o $@
"""


def cases(context):
    found = []
    for client in ("ours", "stock") if context.full else ("ours",):
        for where in ("remote", "localhost", "waiting"):
            for how in ("interrupt", "terminate"):
                if (client, where, how) == ("stock", "localhost", "terminate"):
                    continue  # stock leaves its local compilers running
                found.append(Case(
                    f"interop/interruptions/{client}/{how}/{where}",
                    lambda run, c=client, w=where, h=how: interrupted(run, c, w, h)))
    return found


def interrupted(run, client, where, how):
    """Stops a make with four jobs that compile (remotely, here, or wait for a slot)."""
    run.file("Makefile", MAKEFILE.format(client=programs(run.context, client).client))
    for name in "abcd":
        run.file(f"{name}.c", f"int {name}(void) {{ return 1; }}\n")
    slow = wrappers.sleeping(run, 300)
    server = None
    if where == "localhost":
        hosts, path, busy = f"localhost/{JOBS}", f"{slow}:{SYSTEM_PATH}", JOBS
    else:
        server = slow_server(run, client, slow)
        limit, busy = (JOBS, JOBS) if where == "remote" else (1, 1)
        hosts, path = f"{server.host}/{limit}", SYSTEM_PATH
    environment = {**programs(run.context, client).environment, "DISTCC_HOSTS": hosts,
                   "DISTCC_CHECK_COMPILER": "0",  # its compile would sleep like any other
                   "PATH": path}
    with open(run.directory / "make.log", "wb") as log:
        make = run.start(["make", f"-j{JOBS}"], environment, stdout=log, stderr=log)
    root = make.pid if server is None else server.process.pid
    wait_for(lambda: len(sleepers(root)) == busy, f"{busy} compilers at work")
    wait_for(lambda: clients(make.pid) == JOBS, f"{JOBS} clients under make")
    if how == "interrupt":
        os.killpg(make.pid, signal.SIGINT)
    else:
        os.kill(make.pid, signal.SIGTERM)
    make.wait(run.remaining(60))
    expect_nothing_left(run, server, client)


def slow_server(run, client, slow):
    """A server of the same make as the client, whose gcc takes five minutes."""
    kind = programs(run.context, client)
    show = ("--sandbox-show", str(slow)) if kind.name == "ours" else ()
    setup = servers.Setup(path=f"{slow}:{SYSTEM_PATH}", jobs=2 * JOBS, options=show)
    return servers.start(run, kind, setup)


def sleepers(root):
    return [pid for pid in processes.descendants(root)
            if processes.command_of(pid).startswith("sleep 300")]


def clients(make):
    commands = [processes.command_of(pid) for pid in processes.descendants(make)]
    return sum(1 for command in commands
               if command.split(" ")[0].endswith("/distcc") and " gcc " in command)


def others(run, server):
    """Commands of this case that still run, without the server's own processes."""
    own = set()
    if server is not None:
        own = {server.process.pid, *processes.descendants(server.process.pid)}
    found = [pid for pid in processes.with_marker(run.directory) if pid not in own]
    return [processes.command_of(pid) for pid in found]


def expect_nothing_left(run, server, client):
    wait_for(lambda: not others(run, server), f"the end of {others(run, server)}")
    if server is not None:
        wait_for(lambda: not sleepers(server.process.pid), "the end of the server's compilers")
    distcc = run.directory / "home" / ".distcc"
    expect_equal(locks.held(distcc), [], "slots still held")
    if client == "ours":  # stock leaves them to the monitor
        expect_equal(locks.states(distcc), [], "state files left")
    left = [path.name for path in (run.directory / "tmp").iterdir()]
    expect_equal(left, [], "files left in TMPDIR")
    objects = sorted(path.name for path in run.cwd.resolve().glob("*.o"))
    expect_equal(objects, [], "objects of interrupted jobs")
