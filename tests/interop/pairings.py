# SPDX-License-Identifier: GPL-3.0-or-later
"""Real projects through every pairing of stock and own programs: each object equals a local one."""

from dataclasses import dataclass

from support import logs, objects, projects, servers, stock
from support.case import Case
from support.context import expect, expect_equal
from support.programs import ours
from support.references import FLAG_SETS, dependency_flags, references, slug

PAIRINGS = (("stock", "ours"), ("ours", "stock"), ("ours", "ours"), ("stock", "stock"))
PROTOCOLS = {"plain": "", "lzo": ",lzo"}
FAMILIES = ("gcc", "clang")


@dataclass(frozen=True)
class Route:
    """One way through the matrix. `count` limits the units, for routes that cost a lot a job."""
    client: str
    server: str
    project: str
    family: str
    flag_set: str
    protocol: str
    count: int = 1000

    @property
    def name(self):
        return "/".join((f"{self.client}-to-{self.server}", self.project, self.family,
                         self.flag_set, self.protocol))


def programs(context, name):
    return stock.programs(context) if name == "stock" else ours(context)


def routes(context):
    """The whole cross product with --full; else each flag set takes turns with the protocols."""
    for pairing_number, (client, server) in enumerate(PAIRINGS):
        if client == server == "stock" and not context.full:
            continue
        for project_number, project in enumerate(projects.MAIN):
            for family_number, family in enumerate(FAMILIES):
                for flag_number, flag_set in enumerate(FLAG_SETS):
                    turn = pairing_number + project_number + family_number + flag_number
                    for protocol_number, protocol in enumerate(PROTOCOLS):
                        if context.full or turn % 2 == protocol_number:
                            yield Route(client, server, project, family, flag_set, protocol)


def cases(context):
    return [Case(f"interop/pairings/{route.name}", lambda run, route=route: over_tcp(run, route),
                 seconds=240) for route in routes(context)]


def over_tcp(run, route, address="127.0.0.1"):
    server = servers.start(run, programs(run.context, route.server),
                           servers.Setup(address=address, jobs=run.context.cpus * 2))
    compile_all(run, route, server.host)


def compile_all(run, route, host, more_environment=None):
    """Compiles the units of the route's project on `host` and holds them against the local ones."""
    client = programs(run.context, route.client)
    project = projects.project(run.context, route.project)
    compiler = project.compiler(route.family)
    servers.need_compiler(compiler)
    wanted = references(run.context, project, compiler, route.flag_set)
    units = project.units[:route.count]
    host += PROTOCOLS[route.protocol]
    log = run.directory / "client.log"
    environment = {**client.environment, "DISTCC_HOSTS": host, "DISTCC_LOG": log,
                   **(more_environment or {})}
    out = run.folder("out")

    def compile_unit(unit):
        made = out / (slug(unit) + ".o")
        depends = out / (slug(unit) + ".d")
        done = run.run([client.client, compiler, *FLAG_SETS[route.flag_set], *project.flags, "-c",
                        unit, "-o", made, *dependency_flags(unit, depends)],
                       environment, cwd=project.link)
        expect_equal(done.status, 0, f"exit status for {unit} ({done.err.strip()[:200]})")
        expect(not done.err and not done.out, f"{unit}: noise: {(done.err or done.out)[:200]!r}")
        compare(route, unit, made, wanted)
        objects.expect_same(depends, wanted.dependencies(unit), f"dependencies of {unit}")

    run.side_by_side(compile_unit, units, run.context.cpus)
    logs.expect_all_remote(log, units, host)


def compare(route, unit, made, wanted):
    """Equal to the byte; only clang behind the stock client names the server's directory."""
    if route.client == "stock" and route.family == "clang" and "g" in route.flag_set:
        objects.expect_same_but_for_directory(made, wanted.object(unit), unit)
        return
    if "g" in route.flag_set:
        expect_equal(objects.compile_directory(made),
                     objects.compile_directory(wanted.object(unit)), f"DW_AT_comp_dir of {unit}")
    objects.expect_same(made, wanted.object(unit), unit)
