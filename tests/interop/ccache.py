# SPDX-License-Identifier: GPL-3.0-or-later
"""ccache in front of distcc, by prefix and by directories of links, and behind distccd with a cache
directory of the server's user. What counts is what the caches and the servers count."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from support import objects, servers
from support.case import Case
from support.context import Skip, expect, expect_equal, need_program
from support.programs import ours
from support.waiting import wait_for_equal

LINKS = "/usr/lib/ccache"
UNITS = 4


def cases(context):
    return [Case("ccache: in front, as CCACHE_PREFIX=distcc", in_front_by_prefix),
            Case("ccache: in front, by the order of directories in PATH", in_front_by_path),
            Case("ccache: behind, in a directory of the server's user", behind),
            Case("ccache: behind, in a directory that its user may not write", behind_without_rights)]


def statistics(run, cache, user=()):
    """Hits and misses."""
    out = run.succeed([*user, "ccache", "--print-stats"], {"CCACHE_DIR": cache}).out
    numbers = dict(line.split("\t") for line in out.splitlines())
    hits = int(numbers["direct_cache_hit"]) + int(numbers["preprocessed_cache_hit"])
    return hits, int(numbers["cache_miss"])


def write_units(run):
    """Some sources, and the object that a compile here makes of each."""
    units = []
    for number in range(UNITS):
        unit = run.file(f"unit{number}.c",
                        f"#include <stdio.h>\nint unit{number}(void) {{ return puts(\"{number}\"); }}\n")
        run.succeed(["/usr/bin/gcc", "-g", "-O1", "-c", unit.name, "-o", f"unit{number}.here"])
        units.append(unit.name)
    return units


def compile_all(run, units, command, environment):
    for unit in units:
        name = unit.rpartition(".")[0]
        done = run.succeed([*command, "-g", "-O1", "-c", unit, "-o", f"{name}.o"], environment)
        expect_equal(done.err, "", f"standard error of {unit}")
        objects.expect_same(run.cwd / f"{name}.o", run.cwd / f"{name}.here", unit)


def served(server):
    """Units only: a compiler that is used for the first time is tried out as well."""
    return len(re.findall(r"COMPILE_OK .* unit\d\.c\n", server.log.read_text(errors="replace")))


def in_front(run, command, environment):
    """Twice the same units: first to the servers, then from the cache."""
    need_program("ccache")
    server = servers.start(run, ours(run.context))
    cache = run.folder("cache")
    environment = {"DISTCC_HOSTS": f"{server.host},lzo", "DISTCC_FALLBACK": "0", "CCACHE_DIR": cache,
                   "DISTCC_DIR": run.folder("dir"), **environment}
    units = write_units(run)
    compile_all(run, units, command, environment)
    expect_equal(statistics(run, cache), (0, UNITS), "hits and misses of an empty cache")
    wait_for_equal(lambda: served(server), UNITS, "compiles on the server")
    compile_all(run, units, command, environment)
    expect_equal(statistics(run, cache), (UNITS, UNITS), "hits and misses, the units seen twice")
    wait_for_equal(lambda: served(server), UNITS, "compiles on the server, after the second time")


def in_front_by_prefix(run):
    in_front(run, ["ccache", "/usr/bin/gcc"], {"CCACHE_PREFIX": ours(run.context).client})


def in_front_by_path(run):
    links = run.folder("links")
    (links / "gcc").symlink_to(ours(run.context).client)
    if not Path(LINKS, "gcc").exists():
        raise Skip(f"there are no links to ccache in {LINKS}")
    in_front(run, ["gcc"], {"PATH": f"{LINKS}:{links}:/usr/bin:/bin"})


def cache_of(run, owner):
    """A folder below one that everybody may enter, which only its owner may use."""
    if os.geteuid() != 0:
        raise Skip("only root can start a server that becomes a user of its own")
    parent = Path(tempfile.mkdtemp(prefix="interop-"))
    run.on_exit(shutil.rmtree, parent, True)
    parent.chmod(0o755)
    cache = parent / "ccache"
    cache.mkdir(mode=0o700)
    shutil.chown(cache, user=owner)
    return cache


def start_cached_server(run, cache):
    need_program("ccache")
    setup = servers.Setup(path=f"{LINKS}:/usr/bin:/bin", environment={"CCACHE_DIR": cache})
    return servers.start(run, ours(run.context), setup)


def behind(run):
    """Two users without a cache of their own share the server's."""
    cache = cache_of(run, servers.UNPRIVILEGED)
    server = start_cached_server(run, cache)
    units = write_units(run)
    for user in ("one", "two"):
        compile_all(run, units, [ours(run.context).client, "gcc"],
                    {"DISTCC_HOSTS": server.host, "DISTCC_FALLBACK": "0",
                     "DISTCC_DIR": run.folder(user)})
    wait_for_equal(lambda: served(server), 2 * UNITS, "compiles on the server")
    hits, misses = statistics(run, cache)
    tried_out = 1  # what each client sends to see whether the compilers are the same
    expect(UNITS <= misses <= UNITS + tried_out, f"{misses} misses of the server's cache")
    expect_equal(hits, misses, "hits of the server's cache, all having been sent twice")
    owners = {path.stat().st_uid for path in cache.rglob("*")}
    expect_equal(owners, {cache.stat().st_uid}, "owners of what lies in the cache")


def behind_without_rights(run):
    """The compile is right all the same, and who is to mend it can read why."""
    cache = cache_of(run, "root")
    server = start_cached_server(run, cache)
    write_units(run)
    done = run.succeed([ours(run.context).client, "gcc", "-g", "-O1", "-c", "unit0.c"],
                       {"DISTCC_HOSTS": server.host, "DISTCC_DIR": run.folder("dir")})
    objects.expect_same(run.cwd / "unit0.o", run.cwd / "unit0.here", "unit0.c")
    expect(server.host in done.err, f"nothing names the server: {done.err!r}")
    expect_equal(list(cache.iterdir()), [], "files in a cache that nobody may write")
