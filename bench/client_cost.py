# SPDX-License-Identifier: GPL-3.0-or-later
"""CPU of the client for each unit, and how much of it is not the preprocessor.

Both clients use the same stock server, whose compiler replays objects. The part beyond the
preprocessor is taken in two ways. The difference to a preprocessor alone is what the user pays, but
it is small beside the two figures it comes from. With a preprocessor that replays its text too,
the client's own work stands alone.
"""

import os

from measure import median, spend, take_turns
from support.context import SYSTEM_PATH
from table import Row
from world import KINDS, TREES


def rows(world):
    result = []
    for name in TREES:
        for protocol in ("", ",lzo"):
            result += one(world, name, protocol)
    return result


def one(world, name, protocol):
    tree = world.tree(name)
    os.chdir(tree.project.link)
    server = world.start_server("stock", f"{tree.replay}:{SYSTEM_PATH}")
    host = server.host + "/8" + protocol
    real = unit_costs(world, tree, host, SYSTEM_PATH, 2 if world.quick else 3)
    replayed = unit_costs(world, tree, host, f"{tree.replay}:{SYSTEM_PATH}",
                          5 if world.quick else 3)
    server.stop()
    on = f"{name}{protocol or ' plain'}"
    alone = real["preprocessor"]
    base = replayed["preprocessor"]
    return [
        Row("client CPU, all", on, "ms/unit", real["stock"], real["ours"], 1.0),
        Row("client CPU beyond cpp, by difference", on, "ms/unit", real["stock"] - alone,
            real["ours"] - alone),
        Row("client CPU beyond cpp, cpp replayed", on, "ms/unit", replayed["stock"] - base,
            replayed["ours"] - base, 0.5),
    ]


def unit_costs(world, tree, host, path, rounds):
    """Mean over the units of the median CPU in ms: both clients, and the preprocessor alone."""
    totals = {name: 0.0 for name in (*KINDS, "preprocessor")}
    compiler = next(f"{folder}/{tree.compiler}" for folder in path.split(":")
                    if os.path.exists(f"{folder}/{tree.compiler}"))
    output = world.scratch / "out.o"
    text = world.scratch / "out.i"
    for unit in tree.units:
        actions = {
            kind: lambda kind=kind: spend(
                [world.client(kind), *tree.words(unit, output)],
                world.client_environment(kind, host, path, tree.project.link)).cpu
            for kind in KINDS}
        actions["preprocessor"] = lambda: spend(
            [compiler, *tree.preprocessing(unit, text)[1:]],
            world.client_environment("stock", "", path, tree.project.link)).cpu
        for name, costs in take_turns(actions, rounds).items():
            totals[name] += median(costs)
    return {name: 1000 * total / len(tree.units) for name, total in totals.items()}
