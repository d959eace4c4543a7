# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs a second that one client machine sustains when the compiler only sleeps.

Like make, the driver keeps N jobs in flight. The stock server takes at most 200 at once, so both
kinds get two servers with half the slots each.
"""

import os
import threading
import time

from measure import median, spend, take_turns
from support.context import SYSTEM_PATH
from table import Row
from world import KINDS, replay_folder, replaying_compilers

NAP_MS = 200


def rows(world):
    result = []
    for jobs in (64, 256):
        for protocol in ("", ",lzo"):
            actions = {kind: lambda kind=kind, jobs=jobs, protocol=protocol:
                       rate(world, kind, jobs, protocol) for kind in KINDS}
            rates = take_turns(actions, 2 if world.quick else 3)
            result.append(Row(f"compiler that sleeps 0.2 s, -j{jobs}",
                              f"C-small{protocol or ' plain'}", "jobs/s", median(rates["stock"]),
                              median(rates["ours"]), 1.0, more_is_better=True))
    return result


def rate(world, kind, jobs, protocol):
    """Completed jobs a second over a fixed time, in which the first second does not count."""
    tree = world.tree("C-small")
    os.chdir(tree.project.link)
    store = replay_folder(world.run) / f"store-{tree.name}"
    naps = world.context.once(
        "naps", lambda: replaying_compilers(world.run, store, "naps", NAP_MS=NAP_MS))
    half = jobs // 2
    running = [world.start_server(kind, f"{naps}:{SYSTEM_PATH}", jobs=half) for _ in range(2)]
    hosts = " ".join(f"{server.host}/{half}{protocol}" for server in running)
    environment = world.client_environment(kind, hosts, SYSTEM_PATH, tree.project.link)
    done = keep_busy(world, kind, tree, environment, jobs, 3 if world.quick else 4)
    for server in running:
        server.stop()
    return done


def keep_busy(world, kind, tree, environment, jobs, seconds):
    begin = time.monotonic() + 1
    end = begin + seconds
    finished = []
    problems = []

    def worker(number):
        output = world.scratch / f"t{number}.o"
        count = number
        while time.monotonic() < end and not problems:
            unit = tree.units[count % len(tree.units)]
            count += 1
            try:
                spend([world.client(kind), *tree.words(unit, output)], environment)
            except Exception as problem:
                problems.append(problem)
                return
            finished.append(time.monotonic())

    threads = [threading.Thread(target=worker, args=(number,)) for number in range(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return sum(1 for when in finished if begin <= when <= end) / seconds
