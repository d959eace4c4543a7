# SPDX-License-Identifier: GPL-3.0-or-later
"""The smallest build: a compiler, CMake, make and libc's headers, with no optional library to be seen.

It is configured where the files of those libraries are hidden, so that AUTO itself has to find out. What
comes out speaks protocol 1: it compiles through a host, and says so where that is not enough.
"""

import os
from pathlib import Path

from support import servers
from support.case import Case
from support.context import Skip, expect, need_program
from support.programs import Programs, ours

SOURCE = Path(__file__).resolve().parents[2]
HIDDEN_FOLDERS = ("/usr/include/lzo", "/usr/include/tl", "/usr/include/gssapi",
                  "/usr/include/avahi-client", "/usr/lib/x86_64-linux-gnu/pkgconfig",
                  "/usr/share/pkgconfig")
HIDDEN_FILES = "/usr/lib/*/liblzo2.*"


def cases(context):
    return [Case("bootstrap: without any optional library", bare_pair, 900),
            Case("bootstrap: a bare client and full servers", bare_client, 900),
            Case("bootstrap: a bare server and a full client", bare_server, 900)]


def bare(run):
    """distcc and distccd of the smallest build, made once a run."""
    return run.context.once("bare programs", lambda: build(run))


def build(run):
    if os.geteuid() != 0:
        raise Skip("only root can hide files of this machine from a build")
    need_program("unshare")
    place = run.context.folder("bare")
    hide = " && ".join(f"if [ -d {folder} ]; then mount -t tmpfs none {folder}; fi"
                       for folder in HIDDEN_FOLDERS)
    configure = (f"set -e; {hide}; for file in {HIDDEN_FILES}; do"
                 " [ ! -e $file ] || mount --bind /dev/null $file; done;"
                 f"cmake -S {SOURCE} -B {place} -G 'Unix Makefiles' -DDISTCC_TESTS=OFF"
                 f" -DCMAKE_CXX_FLAGS_RELEASE=-O0 && make -C {place} -j{run.context.cpus} distcc distccd")
    done = run.succeed(["unshare", "--mount", "sh", "-c", configure], seconds=900)
    summary = [line for line in done.out.splitlines() if "-- with" in line]
    expect(len(summary) >= 2 and all("-- without" in line for line in summary),
           f"a library was found: {summary}")
    return Programs("ours", place, place / "bin")


def compile_through(run, client, server_host, environment=None, words=()):
    """Compiles one file twice, here and through the host. Gives what the second one said."""
    source = run.file("unit.cc", "#include <vector>\nint sum(std::vector<int> v) { return v[0]; }\n")
    command = ["g++", "-O1", "-c", source.name, *words]
    run.succeed([*command, "-o", "here.o"])
    done = run.succeed([client.client, *command, "-o", "there.o"],
                       {"DISTCC_HOSTS": server_host, "DISTCC_DIR": run.folder("dir"),
                        "DISTCC_VERBOSE": "1", **(environment or {})})
    same = (run.cwd / "here.o").read_bytes() == (run.cwd / "there.o").read_bytes()
    expect(same, "the object differs from a local one")
    return done.err


def bare_pair(run):
    """A host of the same build, without and with ,lzo in the list."""
    programs = bare(run)
    server = servers.start(run, programs)
    said = run.succeed([programs.client, "--version"]).out
    expect("protocol 1, built without LZO" in said, f"--version says {said!r}")
    for mark in ("", ",lzo", ",lzo,cpp"):
        log = compile_through(run, programs, server.host + mark, {"DISTCC_FALLBACK": "0"})
        expect("outcome compiled_remotely" in log, f"{mark}: {log[-300:]}")
    explained = run.succeed([programs.client, "--explain", "gcc", "-c", "a.c"],
                            {"DISTCC_HOSTS": server.host + ",lzo"}).out
    expect("not compressed, because this build lacks LZO" in explained, explained)


def bare_client(run):
    """A system that is being bootstrapped uses the hosts of everybody."""
    server = servers.start(run, ours(run.context))
    log = compile_through(run, bare(run), server.host + ",lzo", {"DISTCC_FALLBACK": "0"})
    expect("outcome compiled_remotely" in log, log[-300:])


def bare_server(run):
    """What it cannot read it refuses with the reason, and the client compiles all the same."""
    server = servers.start(run, bare(run))
    full = ours(run.context)
    log = compile_through(run, full, server.host, {"DISTCC_FALLBACK": "0"})
    expect("outcome compiled_remotely" in log, log[-300:])
    log = compile_through(run, full, server.host + ",lzo")
    expect("refused (compression): this server was built without LZO" in log, log[-600:])
    expect("running locally instead" in log, log[-300:])
