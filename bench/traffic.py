# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes each way for a unit: both kinds with a server of their own kind, counted by a proxy."""

import os
from contextlib import closing

from measure import spend
from support.context import SYSTEM_PATH
from support.proxy import Proxy
from table import Row
from world import KINDS, TREES


def rows(world):
    result = []
    for name in TREES:
        for protocol in ("", ",lzo"):
            up, down = {}, {}
            for kind in KINDS:
                up[kind], down[kind] = count(world, name, kind, protocol)
            on = f"{name}{protocol or ' plain'}"
            result.append(Row("bytes up", on, "KB/unit", up["stock"], up["ours"], 1.0))
            result.append(Row("bytes down", on, "KB/unit", down["stock"], down["ours"], 1.0))
    return result


def count(world, name, kind, protocol):
    tree = world.tree(name)
    os.chdir(tree.project.link)
    server = world.start_server(kind, f"{tree.replay}:{SYSTEM_PATH}")
    with closing(Proxy((server.address, server.port))) as proxy:
        environment = world.client_environment(kind, proxy.name + protocol,
                                               f"{tree.replay}:{SYSTEM_PATH}", tree.project.link)
        for unit in tree.units:
            spend([world.client(kind), *tree.words(unit, world.scratch / "out.o")], environment)
        units = 1000 * len(tree.units)
        server.stop()
        return proxy.up / units, proxy.down / units
