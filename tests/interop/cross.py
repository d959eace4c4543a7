# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's compilers for aarch64 and armhf, and clang with --target, through servers that have them
and servers that do not. The object is a local one's to the byte, wherever it came from."""

import os
from dataclasses import dataclass

from support import objects, servers
from support.case import Case
from support.context import expect, need_program
from support.programs import ours

C = "#include <stdio.h>\nint greet(const char* who) { return printf(\"hello %s\\n\", who); }\n"
CXX = "#include <vector>\nlong sum(const std::vector<long>& v) { long s = 0; for (long x : v) s += x; return s; }\n"


@dataclass(frozen=True)
class Cross:
    """A command that compiles for another machine."""
    words: tuple
    machine: str  # what readelf calls the target

    @property
    def compiler(self):
        return self.words[0]

    @property
    def name(self):
        return " ".join(self.words)


COMPILERS = [
    Cross(("aarch64-linux-gnu-gcc",), "AArch64"),
    Cross(("aarch64-linux-gnu-g++",), "AArch64"),
    Cross(("arm-linux-gnueabihf-gcc", "-mthumb"), "ARM"),
    Cross(("arm-linux-gnueabihf-g++", "-mfpu=neon"), "ARM"),
    Cross(("clang", "--target=aarch64-linux-gnu"), "AArch64"),
    Cross(("clang++", "--target=arm-linux-gnueabihf"), "ARM"),
]


def cases(context):
    found = []
    for cross in COMPILERS:
        found.append(Case(f"cross/{cross.name}", lambda run, cross=cross: through_both(run, cross)))
    return found


def compile_here(run, cross):
    """The source that `cross` compiles, and the object that it makes of it here."""
    need_program(cross.compiler)
    is_cxx = cross.compiler.endswith("++")
    source = run.file("unit.cc" if is_cxx else "unit.c", CXX if is_cxx else C)
    command = [*cross.words, "-O2", "-c", source.name]
    run.succeed([*command, "-o", "here.o"])
    expect(cross.machine in objects.readelf(run.cwd / "here.o", "--file-header"),
           f"{cross.name} does not compile for {cross.machine}")
    return command


def compile_there(run, command, hosts, **environment):
    """What distcc says on the way to an object that must equal the local one."""
    done = run.succeed([ours(run.context).client, *command, "-o", "there.o"],
                       {"DISTCC_HOSTS": hosts, "DISTCC_DIR": run.folder("dir"),
                        "DISTCC_BACKOFF_PERIOD": "0", **environment})
    objects.expect_same(run.cwd / "there.o", run.cwd / "here.o", " ".join(command))
    (run.cwd / "there.o").unlink()
    return done.err


def server_without(run, cross):
    """A server with every compiler of this machine but those for the target, or of that name."""
    links = run.folder("native")
    for name in ("gcc", "g++", "x86_64-linux-gnu-gcc", "x86_64-linux-gnu-g++"):
        if os.path.exists(f"/usr/bin/{name}"):
            (links / name).symlink_to(f"/usr/bin/{name}")
    return servers.start(run, ours(run.context), servers.Setup(path=str(links)), name="without")


def through_both(run, cross):
    command = compile_here(run, cross)
    with_it = servers.start(run, ours(run.context), name="with")
    without = server_without(run, cross)

    said = compile_there(run, command, f"{with_it.host},lzo", DISTCC_FALLBACK="0")
    expect(said == "", f"a job that worked says {said!r}")

    said = compile_there(run, command, without.host)
    expect("running locally instead" in said and without.host in said,
           f"the reason is not told: {said!r}")
    expect(cross.compiler in said, f"the compiler is not named: {said!r}")

    # The first in the list lacks the compiler, the second has it.
    said = compile_there(run, command, f"{without.host} {with_it.host}", DISTCC_FALLBACK="0",
                         DISTCC_VERBOSE="1")
    expect("outcome compiled_remotely" in said, f"no host compiled it: {said[-300:]!r}")
    expect(f"went on to {with_it.host}" in said, f"the way there is not told: {said[-300:]!r}")
