# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitors of one kind, text and window, show the jobs of a client of the other kind."""

import re
import subprocess

from interop.interruptions import slow_server
from interop.pairings import PAIRINGS, programs
from interop.window_monitor import COMPILE, UNCHECKED, open_window, title_of
from support import stock, wrappers
from support.case import Case
from support.context import Skip, expect_equal
from support.screen import Screen
from support.waiting import wait_for

STOCK_COMPILE = "83a67f"
ROW = re.compile(r"^\s*(\d+)\s+(\S+)\s+(\S+)\s+(\S+)\[(\d+)\]$", re.M)


def cases(context):
    return [Case(f"interop/monitors/{client}-client-{monitor}-monitor",
                 lambda run, c=client, m=monitor: shows_job(run, c, m))
            for client, monitor in PAIRINGS if context.full or (client, monitor) != ("stock",) * 2
            ] + [Case("interop/monitors/both-clients-all-monitors", show_both_at_once)]


def shows_job(run, client, monitor):
    """A job that compiles is one row with its process, phase, file, host and slot."""
    watching = programs(run.context, monitor)
    watching.path("distccmon-text")
    working = programs(run.context, client)
    run.file("slow.c", "int slow;\n")
    server = slow_server(run, client, wrappers.sleeping(run, 1000))
    job = run.start([working.client, "gcc", "-c", "slow.c"],
                    {**working.environment, "DISTCC_HOSTS": server.host,
                     "DISTCC_CHECK_COMPILER": "0"})
    rows = []

    def compiling():
        done = run.succeed([watching.path("distccmon-text")], watching.environment)
        rows[:] = ROW.findall(done.out)
        return any(row[1] == "Compile" for row in rows)

    wait_for(compiling, "a row in phase Compile")
    expect_equal(rows, [(str(job.pid), "Compile", "slow.c", "127.0.0.1", "0")], "rows")
    job.terminate()
    job.wait(60)
    wait_for(lambda: not compiling() and not rows, "no row after the job")


def show_both_at_once(run):
    """A client of each kind at work in one DISTCC_DIR: all four monitors show both jobs."""
    kinds = [programs(run.context, name) for name in ("ours", "stock")]
    server = slow_server(run, "ours", wrappers.sleeping(run, 1000))
    hosts = {"DISTCC_HOSTS": f"{server.host}/2", **UNCHECKED}
    jobs = []
    for kind in kinds:
        run.file(f"{kind.name}.c", "int one;\n")
        jobs.append(run.start([kind.client, "gcc", "-c", f"{kind.name}.c"],
                              {**kind.environment, **hosts}))
    wanted = {(str(job.pid), "Compile", f"{kind.name}.c") for job, kind in zip(jobs, kinds)}

    def rows_of(kind):
        done = run.succeed([kind.path("distccmon-text")], {**kind.environment, **hosts})
        return {row[:3] for row in ROW.findall(done.out)}

    for kind in kinds:
        wait_for(lambda kind=kind: rows_of(kind) == wanted, f"both jobs in {kind.name} text")
    shows_in_stock_window(run, hosts)
    shows_in_our_window(run, hosts)


def shows_in_stock_window(run, hosts):
    """Its Tasks column has a green bar for each job that compiles."""
    root = run.context.once("stock window", lambda: unpack_window(run.context))
    screen = Screen(run, 600, 400)
    with open(run.directory / "stock-window.log", "wb") as log:
        run.start([root / "usr/bin/distccmon-gnome"], {**screen.environment, **hosts}, stderr=log)
    wait_for(lambda: screen.window(title_of(run)), "the window of stock distccmon-gnome")
    wait_for(lambda: screen.picture("stock-window").bands(STOCK_COMPILE) == 2,
             "two jobs that compile in the window of stock distccmon-gnome")


def unpack_window(context):
    root = context.folder("stock-window")
    if not (root / "usr/bin/distccmon-gnome").exists():
        stock.unpack_package(context, "distccmon-gnome", root)
    done = subprocess.run(["ldd", root / "usr/bin/distccmon-gnome"], capture_output=True, check=False)
    lacking = [line.split()[0] for line in done.stdout.decode().splitlines() if "not found" in line]
    if lacking:
        raise Skip(f"stock distccmon-gnome needs {', '.join(lacking)}")
    return root


def shows_in_our_window(run, hosts):
    screen = Screen(run)
    open_window(run, screen, hosts)
    # Each row of the lower half, the jobs, has a mark in the colour of its phase.
    wait_for(lambda: screen.picture("monitor-of-stock").bands(COMPILE, 400) == 2,
             "two jobs that compile in our window")
