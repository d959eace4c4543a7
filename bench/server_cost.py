# SPDX-License-Identifier: GPL-3.0-or-later
"""CPU of the server's whole process tree for each job, without that of the compiler."""

import os

from measure import Failed, median, spend, take_turns
from support.context import SYSTEM_PATH
from table import Row
from world import KINDS, TREES, replay_folder, replaying_compilers, tree_cpu

BURN_MS = 30


def rows(world):
    for kind in KINDS:
        expect_compiler_is_counted(world, kind)
    return [one(world, name, protocol) for name in TREES for protocol in ("", ",lzo")]


def one(world, name, protocol):
    """Servers of both kinds serve the stock client; the compiler copies finished objects."""
    tree = world.tree(name)
    servers = {kind: Served(world, tree, kind, tree.replay, protocol) for kind in KINDS}
    repeats = max(1, (30 if world.quick else 60) // len(tree.units))
    costs = take_turns({kind: lambda kind=kind: servers[kind].cost(repeats) for kind in KINDS}, 3)
    compiler = compiler_alone(world, tree)
    for served in servers.values():
        served.server.stop()
    return Row("server CPU beyond the compiler", f"{name}{protocol or ' plain'}", "ms/job",
               median(costs["stock"]) - compiler, median(costs["ours"]) - compiler, 1.0)


class Served:
    """A server of one kind, and the stock client that keeps it busy."""

    def __init__(self, world, tree, kind, compilers, protocol=""):
        self.server = world.start_server(kind, f"{compilers}:{SYSTEM_PATH}", jobs=2)
        self._tree = tree
        self._client = world.client("stock")
        self._output = world.scratch / "out.o"
        self._environment = world.client_environment(
            "stock", self.server.host + "/2" + protocol, f"{tree.replay}:{SYSTEM_PATH}",
            tree.project.link)

    def cost(self, repeats):
        """CPU of the server in ms for each job, over all units so many times."""
        os.chdir(self._tree.project.link)
        before = tree_cpu(self.server)
        for _ in range(repeats):
            for unit in self._tree.units:
                spend([self._client, *self._tree.words(unit, self._output)], self._environment)
        return 1000 * (tree_cpu(self.server) - before) / (repeats * len(self._tree.units))


def expect_compiler_is_counted(world, kind):
    """The figures are worth something only if no process escapes: one that burns CPU must show."""
    tree = world.tree("C-small")
    store = replay_folder(world.run) / f"store-{tree.name}"
    burning = replaying_compilers(world.run, store, f"burning-{kind}", BURN_MS=BURN_MS)
    served = Served(world, tree, kind, burning)
    cost = served.cost(1)
    served.server.stop()
    if cost < 0.9 * BURN_MS:
        raise Failed(f"of {BURN_MS} ms that the compiler burns, {kind}'s server shows {cost:.1f}")


def compiler_alone(world, tree):
    """What the replaying compiler itself costs, in ms."""
    output = world.scratch / "alone.o"
    environment = world.client_environment("stock", "")
    costs = [spend([tree.replay / "replay", "-c", unit, "-o", output], environment).cpu
             for unit in tree.units]
    return 1000 * sum(costs) / len(costs)
