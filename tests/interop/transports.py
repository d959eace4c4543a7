# SPDX-License-Identifier: GPL-3.0-or-later
"""IPv6 and ssh through the pairings, and the stock server behind its own white list."""

from interop.pairings import PAIRINGS, Route, compile_all, over_tcp, programs
from support import servers, ssh, stock
from support.case import Case
from support.programs import ours

# A stock server on standard input takes at least a second a job, so ssh gets a few units only.
SSH_UNITS = 5


def cases(context):
    found = []
    for number, (client, server) in enumerate(PAIRINGS):
        if client == server == "stock" and not context.full:
            continue
        family = ("gcc", "clang")[number % 2]
        protocol = ("lzo", "plain")[number % 2]
        name = f"{client}-to-{server}"
        inet6 = Route(client, server, "lua", family, "O2", protocol, 12)
        found.append(Case(f"interop/ipv6/{name}",
                          lambda run, route=inet6: over_tcp(run, route, "::1")))
        for kind in ("plain", "lzo"):
            route = Route(client, server, "lua", family, "O2", kind, SSH_UNITS)
            found.append(Case(f"interop/ssh/{name}/{kind}",
                              lambda run, route=route: over_ssh(run, route)))
    found.append(Case("interop/white-list/stock-behind-masquerade-directory", white_list))
    return found


def over_ssh(run, route):
    remote = ssh.start(run, programs(run.context, route.server))
    compile_all(run, route, remote.host, remote.environment)


def white_list(run):
    """Our client asks for names that the stock server's white list knows."""
    links = {path.rpartition("/")[2]: path for path in servers.compiler_paths("/usr/bin")}
    words = stock.with_fixed_paths(run, links)
    setup = servers.Setup(before=tuple(words), insecure=False)
    server = servers.start(run, stock.programs(run.context), setup)
    ours(run.context).path("distcc")
    compile_all(run, Route("ours", "stock", "lua", "gcc", "O2", "lzo", 8), server.host)
