# SPDX-License-Identifier: GPL-3.0-or-later
"""A real emerge in a world of its own, with FEATURES="distcc" and with "ccache distcc".

The builds run as user portage in Portage's network namespace, which they leave through its SOCKS proxy;
their compilers carry the name of the target. Servers are called red and blue.
"""

import os
import re
import time
from pathlib import Path

from support import portage
from support.case import Case
from support.context import Skip, expect, expect_equal, need_program
from support.world import World

SOURCE = Path(__file__).resolve().parents[2]
UNITS = 6
UNIT_DONE = re.compile(r"COMPILE_OK .* (?:unit\d|main)\.cc?$", re.MULTILINE)
EBUILD = """EAPI=8
DESCRIPTION="Units to compile"
HOMEPAGE="https://example.org/"
SRC_URI="{name}-1.tar.gz"
LICENSE="GPL-3+"
SLOT="0"
KEYWORDS="amd64"
src_configure() {{ CC="${{CHOST}}-gcc" CXX="${{CHOST}}-g++" ./configure || die; }}
src_install() {{ dobin {name}; }}
"""
CONFIGURE = """#!/bin/sh
# Compiles something, as every configure script does, and takes any word on standard error for trouble.
echo 'int main(void) { return 0; }' > conftest.c
words=$($CC $CFLAGS -c conftest.c 2>&1) || { echo "$CC does not compile"; exit 1; }
[ -z "$words" ] || { echo "$CC says: $words"; exit 1; }
printf 'CC = %s\\nCXX = %s\\nCFLAGS = %s\\nCXXFLAGS = %s\\n' "$CC" "$CXX" "$CFLAGS" "$CXXFLAGS" |
  cat - Makefile.in > Makefile
"""


def cases(context):
    return [Case("portage: emerge with distcc, then ccache", emerge),
            Case("portage: USE flags of our own ebuild", own_ebuild, 900 if context.full else 120)]


FLAGS = {"gssapi": "DISTCC_GSSAPI", "gtk": "DISTCC_GTK", "zeroconf": "DISTCC_ZEROCONF",
         "hardened": "DISTCC_HARDENED", "ipv6": "DISTCC_IPV6"}
OURS = "sys-devel/distcc"


def own_ebuild(run):
    """Portage configures this project as the flags say; with --full it builds and installs it too."""
    world = World(run)
    manager = portage.Portage(world, run.context)
    manager.configure(CXXFLAGS="-O0 -pipe", MAKEOPTS="-j2", FEATURES="-sandbox -usersandbox",
                      ACCEPT_KEYWORDS="~amd64")
    version = re.search(r"^project\(distcc VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text(), re.M)
    name = f"distcc-{version.group(1)}"
    text = (SOURCE / "packaging/gentoo" / OURS / f"{name}.ebuild").read_text()
    manager.pack_distfile(name, SOURCE)
    path = manager.add_ebuild("sys-devel", "distcc", version.group(1), text)
    for wanted in ({"ipv6"}, {"hardened", "gssapi"}):
        use = " ".join(flag if flag in wanted else f"-{flag}" for flag in FLAGS)
        manager.succeed(["ebuild", path, "clean", "pretend", "configure"], {"USE": use})
        cache = world.read(f"/var/tmp/portage/{OURS}-{version.group(1)}/work/build/CMakeCache.txt")
        for flag, option in FLAGS.items():
            found = re.search(rf"^{option}:\w+=(\w+)$", cache, re.MULTILINE)
            value = found.group(1) if found else "nothing"
            expect_equal(value, "ON" if flag in wanted else "OFF", f"{option} with USE={use!r}")
    if run.context.full:
        install_ours(run, world, manager, path)


def install_ours(run, world, manager, path):
    """All phases up to the files that Portage puts into the system."""
    manager.succeed(["ebuild", path, "clean", "install", "qmerge"], {"USE": "-* xinetd"}, seconds=800)
    expect("distcc 4" in world.succeed(["/usr/bin/distcc", "--version"]).out, "it does not run")
    for file in ("/etc/init.d/distccd", "/etc/conf.d/distccd", "/etc/xinetd.d/distcc",
                 "/etc/env.d/02distcc", "/usr/share/man/man1/distcc.1.bz2"):
        world.succeed(["test", "-s", file])
    linked = world.succeed("ls -l /usr/lib/distcc").out
    expect("gcc -> ../../bin/distcc" in linked, f"no links for compilers: {linked}")


def c_package():
    """A tarball of C, with a Makefile and a configure script."""
    files = {f"unit{i}.c": f"#include <stdio.h>\nint unit{i}(void) {{ return puts(\"{i}\"); }}\n"
             for i in range(1, UNITS)}
    files["main.c"] = "int main(void) { return 0; }\n"
    return {**files, **rules("cunits", files, "$(CC)", "$(CFLAGS)")}


def cxx_package():
    """Units of C++ that take a second each, so that a monitor has something to see."""
    files = {f"unit{i}.cc": f"#include <regex>\nstd::regex unit{i}(\"a*{i}\");\n"
             for i in range(1, UNITS)}
    files["main.cc"] = "int main() {}\n"
    return {**files, **rules("cxxunits", files, "$(CXX)", "$(CXXFLAGS)")}


def rules(program, sources, compiler, flags):
    objects = " ".join(name.rpartition(".")[0] + ".o" for name in sources)
    makefile = f"{program}: {objects}\n\t{compiler} -o $@ {objects}\n"
    return {"Makefile.in": makefile, "configure": CONFIGURE}


class Gentoo:
    """The world of the case: Portage, our programs where its guide has them, two servers."""

    def __init__(self, run):
        need_program("ccache")
        if os.uname().machine != "x86_64":
            raise Skip("the profile of this test is for x86_64")
        portage.installed(run.context)
        self.world = world = World(run)
        self.portage = portage.Portage(world, run.context)
        world.install_programs()
        # gcc's own folder carries the name of the target on Gentoo.
        world.succeed(f"ln -s x86_64-linux-gnu /usr/lib/gcc/{portage.CHOST}")
        world.succeed("distcc-config --update-masquerade && distcc-config --set-hosts 'red/4 blue/4,lzo'")
        world.succeed("mkdir /usr/lib/ccache && cd /usr/lib/ccache && for name in gcc g++ cc c++"
                      f" {portage.CHOST}-gcc {portage.CHOST}-g++; do ln -s /usr/bin/ccache $name; done")
        world.name_hosts("red", "blue")
        self.logs = [world.start_server(name) for name in ("red", "blue")]
        for name, files in (("cunits", c_package()), ("cxxunits", cxx_package())):
            self.portage.add_distfile(f"{name}-1", files)
            self.portage.add_ebuild("app-test", name, "1", EBUILD.format(name=name))

    def configure(self, features):
        # Portage's own sandbox is a program that this world has not.
        self.portage.configure(CFLAGS="-O1 -pipe", CXXFLAGS="${CFLAGS}", MAKEOPTS="-j8 -l200",
                               FEATURES=f"{features} -sandbox -usersandbox", DISTCC_VERBOSE="0")

    def compiled_remotely(self):
        """Units only: a compiler that is used for the first time is tried out as well."""
        return sum(len(UNIT_DONE.findall(self.world.read(log))) for log in self.logs)

    def emerge(self, package):
        """Emerges it, again if need be; how many compiles the servers did."""
        before = self.compiled_remotely()
        out = self.portage.succeed(["emerge", "--oneshot", package], seconds=120)
        complaints = re.findall(r"^distcc\[.*", out, re.MULTILINE)
        expect(not complaints, f"distcc complains: {complaints[:3]}")
        return self.compiled_remotely() - before

    def ccache(self):
        out = self.world.succeed(["ccache", "--print-stats"], {"CCACHE_DIR": "/var/tmp/ccache"}).out
        numbers = dict(line.split() for line in out.splitlines() if len(line.split()) == 2)
        hits = int(numbers["direct_cache_hit"]) + int(numbers["preprocessed_cache_hit"])
        return hits, int(numbers["cache_miss"])


def emerge(run):
    gentoo = Gentoo(run)
    gentoo.configure("distcc")
    expect("distcc" in gentoo.portage.succeed(["emerge", "--info"]), "emerge knows no distcc")
    remote = gentoo.emerge("app-test/cunits")
    expect_equal(remote, UNITS, "compiles of cunits on red and blue")
    watch(gentoo)
    with_ccache(gentoo)


def watch(gentoo):
    """The monitor sees the jobs of user portage, whose DISTCC_DIR is below Portage's own."""
    world = gentoo.world
    before = gentoo.compiled_remotely()
    build = gentoo.portage.start(["emerge", "--oneshot", "app-test/cxxunits"],
                                 stdout=open(world.run.directory / "emerge.log", "wb"),
                                 stderr=open(world.run.directory / "emerge.err", "wb"))
    seen = set()
    while build.poll() is None:
        lines = world.succeed(["distccmon-text"], {"DISTCC_DIR": portage.DISTCC_DIR}).out
        seen |= set(re.findall(r"(\S+)\s+(unit\d\.cc)\s+(\S+?)\[", lines))
        time.sleep(0.05)
    expect_equal(build.returncode, 0, "emerge app-test/cxxunits")
    expect_equal(gentoo.compiled_remotely() - before, UNITS, "compiles of cxxunits on red and blue")
    compiled = {(name, host) for phase, name, host in seen if phase == "Compile"}
    expect({host for _, host in compiled} <= {"red", "blue"}, f"the monitor saw {sorted(seen)}")
    expect(len({name for name, _ in compiled}) >= 3, f"the monitor saw only {sorted(seen)}")


def with_ccache(gentoo):
    """ccache in front: what it has is not compiled, what it lacks is compiled on the servers."""
    gentoo.configure("ccache distcc")
    remote = gentoo.emerge("app-test/cunits")
    expect_equal(remote, UNITS, "compiles on the servers with an empty cache")
    hits, misses = gentoo.ccache()
    expect_equal(hits, 0, "hits of the empty cache")
    expect(misses >= UNITS, f"only {misses} misses of {UNITS} units")
    remote = gentoo.emerge("app-test/cunits")
    expect_equal(remote, 0, "compiles on the servers with a full cache")
    expect(gentoo.ccache()[0] >= UNITS, f"only {gentoo.ccache()[0]} hits")
