# SPDX-License-Identifier: GPL-3.0-or-later
"""Wall time of a file of one line, and of programs that do nothing."""

import os
import subprocess

from measure import median, spend, take_turns
from support.context import SYSTEM_PATH
from table import Row
from world import KINDS


def rows(world):
    return [one_line(world, ""), one_line(world, ",lzo")] + version(world)


def one_line(world, protocol):
    """A real compile, client and server of the same kind."""
    directory = world.scratch
    os.chdir(directory)
    (directory / "one.c").write_text("int one(void) { return 1; }\n")
    running = {kind: world.start_server(kind) for kind in KINDS}
    actions = {kind: lambda kind=kind: spend(
        [world.client(kind), "gcc", "-c", "one.c", "-o", "one.o"],
        world.client_environment(kind, running[kind].host + protocol)).wall for kind in KINDS}
    times = take_turns(actions, 30 if world.quick else 80)
    for server in running.values():
        server.stop()
    return Row("one-line file", protocol.lstrip(",") or "plain", "ms",
               1000 * median(times["stock"]), 1000 * median(times["ours"]), 0.8)


def version(world):
    """`distcc --version`; the goal is set against an empty C program, so that has a row too."""
    os.chdir(world.scratch)
    empty = world.scratch / "empty"
    subprocess.run(["gcc", "-O2", "-x", "c", "-", "-o", str(empty)], check=True,
                   input=b"int main(void) { return 0; }\n", env={"PATH": SYSTEM_PATH})
    actions = {kind: lambda kind=kind: spend([world.client(kind), "--version"],
                                             world.client_environment(kind, "")).wall
               for kind in KINDS}
    actions["empty"] = lambda: spend([empty], world.client_environment("stock", "")).wall
    times = {name: 1000 * median(values)
             for name, values in take_turns(actions, 100 if world.quick else 400).items()}
    return [Row("distcc --version", "", "ms", times["stock"], times["ours"], 1.0),
            Row("an empty program, then --version of ours", "", "ms", times["empty"],
                times["ours"], 1.5)]
