# SPDX-License-Identifier: GPL-3.0-or-later
"""CPU of the client's side for each job in pump mode, and what finding out the files costs alone.

Both clients send to the same stock server, whose compiler writes one small object whatever it is
given. Client and agent (or include server) are counted together, with all that they start. Cold is
the first job of each unit after the agent was started, warm any later one; the page cache is warm
throughout.
"""

import json
import os
import shutil

from generated_tree import generated
from include_server import IncludeServer
from interop import scan_real_code
from measure import Failed, spend
from support import processes
from support.context import SYSTEM_PATH, Skip
from table import Row
from world import TREES, compiler_of_one_object

HEAVY = "C++ heavy"
SCANNED = {**TREES, HEAVY: "rocksdb"}
COLD_LIMIT, WARM_LIMIT = 10.0, 2.5  # ms, of ours, on the heavy tree
SCAN_DEPS = ("clang-scan-deps", *(f"clang-scan-deps-{n}" for n in range(20, 13, -1)))


def rows(world):
    result = []
    compilers = compiler_of_one_object(world.run)
    server = world.start_server("stock", f"{compilers}:{SYSTEM_PATH}")
    for name, source in SCANNED.items():
        result += one(world, Tree(world, source), name, server.host + ",cpp,lzo")
    server.stop()
    return result + growth(world)


class Tree:
    """The units of a project, as they are compiled."""

    def __init__(self, world, source):
        self.directory, units, flags, is_cxx = scan_real_code.tree_of(world.context, source)
        self.units = units[::max(1, len(units) // (6 if world.quick else 20))]
        self.compiler = "g++" if is_cxx else "gcc"
        self.flags = ["-O2", *flags]

    def words(self, unit, output="/dev/null"):
        return [self.compiler, *self.flags, "-w", "-c", unit, "-o", str(output)]


def one(world, tree, name, host):
    os.chdir(tree.directory)
    ours = pump_cost(world, tree, host, OurAgent(world, host))
    try:
        stock = pump_cost(world, tree, host, IncludeServer(world, host))
    except Skip as reason:
        print(f"stock pump is left out: {reason}")
        stock = {"cold": None, "warm": None}
    limits = {"cold": COLD_LIMIT, "warm": WARM_LIMIT} if name == HEAVY else {}
    result = [Row(f"client and agent CPU, pump mode, {when}", name, "ms/unit", stock[when],
                  ours[when], limit=limits.get(when)) for when in ("cold", "warm")]
    alone = scan_cost(world, tree, host)
    result.append(Row("finding the files, beside clang-scan-deps", name, "ms/unit",
                      scan_deps_cost(world, tree), alone, 0.1))
    return result


def pump_cost(world, tree, host, agent):
    """Two figures in ms for each unit: a pass over all of them, and later ones."""
    output = world.scratch / "out.o"

    def one_pass():
        before = agent.cpu()
        spent = sum(spend([agent.client, *tree.words(unit, output)], agent.environment).cpu
                    for unit in tree.units)
        return 1000 * (spent + agent.cpu() - before) / len(tree.units)

    with agent:
        cold = one_pass()
        passes = 2 if world.quick else 3
        warm = sum(one_pass() for _ in range(passes)) / passes
        agent.expect_pump_mode(len(tree.units) * (passes + 1))
    return {"cold": cold, "warm": warm}


def scan_cost(world, tree, host):
    """The agent alone in ms for each unit, warm: the client is left out, as is sending."""
    agent = OurAgent(world, host)
    with agent:
        def one_pass():
            for unit in tree.units:
                spend([agent.client, "--show-inputs", *tree.words(unit)], agent.environment)
        one_pass()
        before, passes = agent.cpu(), 5
        for _ in range(passes):
            one_pass()
        return 1000 * (agent.cpu() - before) / (passes * len(tree.units))


def scan_deps_cost(world, tree):
    """CPU of clang's dependency scanner in ms for each unit; nothing when it is not here."""
    program = next((found for name in SCAN_DEPS if (found := shutil.which(name))), None)
    if program is None:
        return None
    database = world.scratch / "compile_commands.json"
    compiler = {"gcc": "clang", "g++": "clang++"}[tree.compiler]
    database.write_text(json.dumps([
        {"directory": str(tree.directory), "file": unit,
         "arguments": [compiler, *tree.words(unit)[1:]]} for unit in tree.units]))
    words = [program, "-j", "1", "--compilation-database", str(database)]
    return 1000 * spend(words, world.run.environment()).cpu / len(tree.units)


class OurAgent:
    """Our client, whose agent is started by its first job."""

    def __init__(self, world, host):
        self.client = world.client("ours")
        self.environment = world.client_environment("ours", host)
        self._run = world.run
        self._pid = None

    def __enter__(self):
        self._run.run([self.client, "--agent-stop"], self.environment)
        return self

    def __exit__(self, *_):
        self._run.run([self.client, "--agent-stop"], self.environment)

    def status(self):
        done = self._run.run([self.client, "--agent-status", "--json"], self.environment)
        return json.loads(done.out) if done.status == 0 else {}

    def cpu(self):
        """Seconds so far; none before it runs."""
        pid = self.status().get("pid")
        return processes.cpu_seconds(pid) if pid else 0.0

    def resident(self):
        """MB."""
        with open(f"/proc/{self.status()['pid']}/status", encoding="ascii") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000

    def expect_pump_mode(self, jobs):
        if (told := self.status()["answers"]) < 0.9 * jobs:
            raise Failed(f"only {told} of {jobs} jobs were sent as files")


def growth(world):
    """Generated trees: what the agent's memory and a unit's cost come to as headers grow many."""
    result = []
    for headers in (10_000, 20_000 if world.quick else 100_000):
        tree = generated(world.scratch / f"headers-{headers}", headers)
        os.chdir(tree.directory)
        agent = OurAgent(world, "")
        with agent:
            for unit in tree.units:
                spend([agent.client, "--show-inputs", *tree.words(unit)], agent.environment)
            cost = 1000 * agent.cpu() / len(tree.units)
            on = f"{headers} headers"
            result.append(Row("finding the files, cold", on, "ms/unit", None, cost))
            result.append(Row("memory of the agent", on, "MB", None, agent.resident(),
                              limit=100.0 if headers == 10_000 else None))
        shutil.rmtree(tree.directory)
    return result
