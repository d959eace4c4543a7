# SPDX-License-Identifier: GPL-3.0-or-later
"""A host whose compiler is another than ours is noticed before it makes an object.

The other compiler is a real one, gcc of another version, under the names that clients ask for.
"""

import os
import re
import signal
import time
from pathlib import Path

from interop.pairings import programs
from support import locks, objects, servers
from support.case import Case
from support.context import SYSTEM_PATH, Skip, expect, expect_equal, need_program
from support.waiting import wait_for, wait_for_equal

SOURCE = "int twice(int n) { return 2 * n; }\n"
DAY = 24 * 60 * 60


def cases(context):
    found = []
    for server in ("ours", "stock"):
        found += [
            Case(f"interop/compiler-check/{server}/same-asked-once-a-day",
                 lambda run, s=server: same(run, s)),
            Case(f"interop/compiler-check/{server}/another-is-left-out",
                 lambda run, s=server: another(run, s)),
        ]
    found += [
        Case("interop/compiler-check/one-asks-the-others-wait", many_at_once),
        Case("interop/compiler-check/each-compiler-by-itself", each_compiler),
        Case("interop/compiler-check/refused-for-this-compiler-only", refused),
        Case("interop/compiler-check/compiler-here-replaced", replaced_here),
        Case("interop/compiler-check/nothing-here-to-compare-with", not_comparable),
        Case("interop/compiler-check/host-that-failed-is-asked-again", failed_host),
    ]
    return found


class Lab:
    """A client, servers with gcc as it is here and with another."""

    def __init__(self, run):
        self.run = run
        self.ours = programs(run.context, "ours")
        self.directory = run.directory / "home" / ".distcc"
        self.local = {}
        for name in ("a", "b", "c"):
            run.file(f"{name}.c", SOURCE)
            run.succeed(["gcc", "-O2", "-c", f"{name}.c", "-o", f"{name}-local.o"])

    def server(self, kind="ours", path=SYSTEM_PATH, name=None):
        setup = servers.Setup(path=path)
        return servers.start(self.run, programs(self.run.context, kind), setup, name)

    def other_server(self, kind="ours"):
        """A server whose gcc is of another version."""
        real = another_gcc()
        folder = self.run.folder("other-gcc")
        for name in ("gcc", "x86_64-linux-gnu-gcc", "aarch64-linux-gnu-gcc"):
            if not (folder / name).exists():
                (folder / name).symlink_to(real)
        return self.server(kind, f"{folder}:{SYSTEM_PATH}", f"{kind}-other-server")

    def compile(self, hosts, source="a.c", compiler="gcc", **variables):
        """Compiles; the object must be the one of a local compile. What was said on stderr."""
        done = self.run.succeed([self.ours.client, compiler, "-O2", "-c", source],
                                {"DISTCC_HOSTS": hosts, **variables})
        if compiler == "gcc":
            objects.expect_same(self.run.cwd / f"{source[0]}.o",
                                self.run.cwd / f"{source[0]}-local.o", source)
        return done.err.strip().splitlines()

    def verdicts(self):
        return [path for path in (self.directory / "compilers").iterdir()
                if not path.name.endswith(".o")]


def another_gcc():
    """The path of a gcc that is not the one called gcc."""
    own = os.path.realpath(need_program("gcc"))
    others = [path for path in sorted(Path("/usr/bin").glob("gcc-[0-9]*"))
              if os.path.realpath(path) != own and re.fullmatch(r"gcc-\d+", path.name)]
    if not others:
        raise Skip("there is only one version of gcc here")
    return others[0]


def jobs(server, word):
    return sum(1 for line in server.log.read_text().splitlines()
               if "COMPILE_OK" in line and line.endswith(word))


def expect_jobs(server, word, wanted, what):
    """A server may write its line a moment after the client has its object."""
    wait_for_equal(lambda: jobs(server, word), wanted, what)


def same(run, kind):
    lab = Lab(run)
    server = lab.server(kind)
    for _ in range(3):
        expect_equal(lab.compile(server.host), [], "lines on stderr")
    expect_jobs(server, "a.c", 3, "jobs")
    expect_jobs(server, "distcc-probe.i", 1, "probes")
    for path in lab.verdicts():
        os.utime(path, (time.time() - DAY - 60,) * 2)
    lab.compile(server.host)
    expect_jobs(server, "distcc-probe.i", 2, "probes after a day")
    lab.compile(server.host, DISTCC_CHECK_COMPILER="0", DISTCC_DIR=run.folder("unchecked"))
    expect_jobs(server, "distcc-probe.i", 2, "probes with the check switched off")
    expect(not (run.directory / "unchecked" / "compilers").exists(), "something is remembered")


def another(run, kind):
    lab = Lab(run)
    good, other = lab.server(kind), lab.other_server(kind)
    both = f"{other.host} {good.host}"
    said = lab.compile(both)
    expect_equal(len(said), 1, f"lines on stderr: {said}")
    for word in (other.host, "GCC: (", "left out for gcc", "DISTCC_CHECK_COMPILER=0"):
        expect(word in said[0], f"no {word!r} in {said[0]}")
    expect_equal(lab.compile(both), [], "lines of the next job")
    expect_jobs(good, "a.c", 2, "jobs of the host that is the same")
    expect_jobs(other, "a.c", 0, "jobs of the host that differs")
    expect_equal(locks.backed_off(lab.directory), [], "back-off files")

    said = lab.compile(other.host)
    expect_equal(len(said), 1, f"lines of a fallback: {said}")
    expect("running locally" in said[0] and other.host in said[0], f"the line is {said[0]}")
    done = run.run([lab.ours.client, "gcc", "-c", "a.c"],
                   {"DISTCC_HOSTS": other.host, "DISTCC_FALLBACK": "0"})
    expect_equal(done.status, 116, "exit status without fallback")
    done = run.succeed([lab.ours.client, "--explain", "gcc", "-c", "a.c"],
                       {"DISTCC_HOSTS": other.host})
    expect(done.out.startswith("here: compiler_differs"), done.out)
    advice = "\n  install the same compiler on both sides; run: distcc --doctor;"
    expect(advice in done.out, done.out)
    run.succeed([lab.ours.client, "gcc", "-c", "a.c"],
                {"DISTCC_HOSTS": other.host, "DISTCC_CHECK_COMPILER": "0"})
    expect_jobs(other, "a.c", 1, "jobs with the check switched off")


def many_at_once(run):
    """Twelve clients want the same answer: one asks, and no job goes out before the answer."""
    lab = Lab(run)
    other, good = lab.other_server(), lab.server()
    for i in range(12):
        run.file(f"u{i}.c", SOURCE)
    said = run.side_by_side(
        lambda i: run.succeed([lab.ours.client, "gcc", "-O2", "-c", f"u{i}.c"],
                              {"DISTCC_HOSTS": f"{other.host}/12 {good.host}/12"}).err,
        range(12), 12)
    expect_jobs(other, "distcc-probe.i", 1, "probes of the host that differs")
    expect_jobs(good, "distcc-probe.i", 1, "probes of the host that is the same")
    expect_equal(sum(jobs(other, f"u{i}.c") for i in range(12)), 0, "jobs of the differing host")
    wait_for_equal(lambda: sum(jobs(good, f"u{i}.c") for i in range(12)), 12,
                   "jobs of the other host")
    expect_equal(len("".join(said).splitlines()), 1, "lines on stderr")


def each_compiler(run):
    """gcc differs on that host; clang does not, and goes on using it."""
    need_program("clang")
    lab = Lab(run)
    other = lab.other_server()
    expect_equal(len(lab.compile(other.host)), 1, "lines for gcc")
    expect_equal(lab.compile(other.host, compiler="clang"), [], "lines for clang")
    expect_jobs(other, "a.c", 1, "jobs of clang")


def refused(run):
    """A host that does not run clang is left out for clang, for a while, and goes on with gcc."""
    need_program("clang")
    lab = Lab(run)
    listed = run.file("listed", "".join(f"{need_program(name)}\n"
                                        for name in ("gcc", "x86_64-linux-gnu-gcc")))
    setup = servers.Setup(environment={"DISTCC_CMDLIST": listed})
    server = servers.start(run, programs(run.context, "ours"), setup)
    clang = {"DISTCC_HOSTS": server.host, "DISTCC_FALLBACK": "0"}
    said = run.run([lab.ours.client, "clang", "-c", "a.c"], clang)
    expect(said.status == 113 and "clang is not allowed" in said.err, f"{said}")
    expect_equal(locks.backed_off(lab.directory), [], "hosts left out for every job")
    expect_equal(lab.compile(server.host, "b.c", DISTCC_FALLBACK="0"), [], "lines for gcc")
    wait_for_equal(lambda: jobs(server, "b.c"), 1, "jobs of gcc")
    for _ in range(2):  # it is remembered, and told by who cannot go elsewhere
        said = run.run([lab.ours.client, "clang", "-c", "a.c"], clang)
        expect(said.status > 100 and "compiler_differs" in said.err and
               "clang is not allowed" in said.err, f"{said}")
    explained = run.succeed([lab.ours.client, "--explain", "clang", "-c", "a.c"], clang).out
    expect("clang is not allowed" in explained and "left out for this compiler" in explained, explained)

    # After DISTCC_BACKOFF_PERIOD it is asked again; the white list has grown meanwhile.
    expect_equal(server.log.read_text().count("refused (compiler_not_allowed)"), 1, "refusals")
    with open(listed, "a", encoding="ascii") as file:
        file.write(f"{need_program('clang')}\n")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "reloaded" in server.log.read_text(), "the new white list")
    for path in lab.verdicts():
        os.utime(path, (time.time() - 61,) * 2)
    run.succeed([lab.ours.client, "clang", "-c", "a.c"], clang)
    wait_for_equal(lambda: jobs(server, "a.c"), 1, "jobs of clang")


def replaced_here(run):
    """Another compiler takes the place of the one here: what was known of hosts is forgotten."""
    lab = Lab(run)
    other = lab.other_server()
    compiler = run.script("bin/gcc", 'exec /usr/bin/gcc "$@"\n')
    path = {"PATH": f"{compiler.parent}:{SYSTEM_PATH}"}
    expect_equal(len(lab.compile(other.host, **path)), 1, "lines")
    run.script("bin/gcc", f'exec {another_gcc()}  "$@"\n')
    done = run.succeed([lab.ours.client, "gcc", "-O2", "-c", "a.c"],
                       {"DISTCC_HOSTS": other.host, **path})
    expect_equal(done.err, "", "lines once both have the same")
    expect_jobs(other, "a.c", 1, "jobs")


def not_comparable(run):
    """A compiler that cannot compile preprocessed text here: nothing is known, nothing left out."""
    lab = Lab(run)
    server = lab.server()
    compiler = run.script("bin/gcc", 'case "$*" in *distcc-probe*) exit 1;; esac\n'
                                     'exec /usr/bin/gcc "$@"\n')
    path = {"PATH": f"{compiler.parent}:{SYSTEM_PATH}"}
    for _ in range(2):
        expect_equal(lab.compile(server.host, **path), [], "lines")
    expect_jobs(server, "a.c", 2, "jobs")
    expect_jobs(server, "distcc-probe.i", 0, "probes")


def failed_host(run):
    """Who brings a host back may bring another compiler: it is asked again."""
    lab = Lab(run)
    server = lab.server()
    lab.compile(server.host)
    server.stop()
    expect_equal(len(lab.compile(server.host)), 1, "lines while the host is down")
    expect_equal(lab.verdicts(), [], "what is remembered of a host that failed")
