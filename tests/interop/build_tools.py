# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole builds through make, ninja, CMake, an autotools configure and ccache."""

import shutil
from pathlib import Path

from interop.pairings import programs
from support import logs, objects, projects, servers, wrappers
from support.case import Case
from support.context import SYSTEM_PATH, expect, expect_equal, need_program

FEW = 8


def cases(context):
    pairs = [("ours", "ours")]
    if context.full:
        pairs += [("ours", "stock"), ("stock", "ours"), ("stock", "stock")]
    kinds = {"make": with_make, "ninja": with_ninja, "cmake-launcher": cmake_launcher,
             "cmake-masquerade": cmake_masquerade, "autotools": autotools,
             "ccache-in-front": ccache_in_front, "ccache-behind": ccache_behind,
             "ccache-on-server": ccache_on_server}
    return [Case(f"interop/build-tools/{client}-to-{server}/{name}",
                 lambda run, f=function, c=client, s=server: f(Build(run, c, s)))
            for client, server in pairs for name, function in kinds.items()]


class Build:
    """A client, a server that it uses, and the log in which it says what ran where."""

    def __init__(self, run, client, server, setup=None, name=None):
        self.run = run
        self.kind = programs(run.context, client)
        self.server_kind = programs(run.context, server)
        self.client = self.kind.client
        self.server = servers.start(run, self.server_kind, setup, name)
        self.log = run.directory / "client.log"
        self.environment = {**self.kind.environment, "DISTCC_HOSTS": f"{self.server.host},lzo",
                            "DISTCC_LOG": self.log}

    def copy(self, name):
        """A fresh copy of a project's tree, to be built in."""
        project = projects.project(self.run.context, name)
        tree = self.run.cwd / name
        shutil.copytree(project.directory, tree, symlinks=True)
        return project, tree

    def succeed(self, argv, cwd, environment=None):
        return self.run.succeed(argv, {**self.environment, **(environment or {})}, cwd=cwd)

    def locally(self, argv, cwd):
        return self.run.succeed(argv, {"DISTCC_HOSTS": None}, cwd=cwd)

    def expect_remote(self, count):
        """So many compiles were done on the server, and no line of the log complains.

        Commands that are local by rule may be in the log as well: links, and questions to the
        compiler.
        """
        bad = logs.trouble(self.log)
        expect(not bad, f"{len(bad)} complaints in the log, the first: {bad[:1]}")
        done = [host for _, host in logs.completed(self.log) if host != "localhost"]
        expect_equal(len(done), count, "compiles on the server")
        expect_equal(set(done), {f"{self.server.host},lzo"}, "hosts")


def objects_below(tree):
    return {str(path.relative_to(tree)): path.read_bytes() for path in sorted(tree.rglob("*.o"))}


def expect_equal_objects(made, wanted):
    expect_equal(sorted(made), sorted(wanted), "names of the objects")
    different = [name for name in wanted if made[name] != wanted[name]]
    expect(not different, f"objects that differ from the local build: {different}")
    expect(wanted, "the build made no objects")


def with_make(build):
    """A part of git through git's own Makefile, with nothing but CC changed."""
    project, tree = build.copy("git")
    borrowed = [flag for flag in project.flags if flag.startswith("-I/")]
    targets = [unit[:-2] + ".o" for unit in project.units[:2 * FEW]]
    make = [need_program("make"), f"-j{2 * build.run.context.cpus}", "NO_OPENSSL=1", "NO_CURL=1",
            "NO_EXPAT=1", "NO_GETTEXT=1", "NO_ICONV=1", f"CFLAGS=-O1 {' '.join(borrowed)}"]
    build.locally(make + ["CC=gcc"] + targets, tree)
    wanted = objects_below(tree)
    build.locally([need_program("make"), "clean"], tree)
    build.succeed(make + [f"CC={build.client} gcc"] + targets, tree)
    expect_equal_objects(objects_below(tree), wanted)
    build.expect_remote(len(wanted))


NINJA = """\
rule cc
  command = $launcher gcc $flags -MD -MF $out.d -c $in -o $out
  depfile = $out.d
  deps = gcc
"""


def with_ninja(build):
    """A ninja file with dependency files, which ninja itself must be able to read."""
    project, tree = build.copy("lua")
    text = NINJA + f"flags = -O1 {' '.join(project.flags)}\n"
    text += "".join(f"build out/{Path(unit).stem}.o: cc {unit}\n" for unit in project.units)
    (tree / "local.ninja").write_text("launcher =\n" + text)
    (tree / "build.ninja").write_text(f"launcher = {build.client}\n" + text)
    ninja = need_program("ninja")
    build.locally([ninja, "-f", "local.ninja"], tree)
    wanted = objects_below(tree)
    build.locally(["rm", "-r", "out", ".ninja_deps", ".ninja_log"], tree)
    build.succeed([ninja], tree)
    expect_equal_objects(objects_below(tree), wanted)
    build.expect_remote(len(project.units))
    again = build.succeed([ninja], tree)
    expect("no work to do" in again.out, f"the second run said {again.out.strip()[-200:]!r}")
    (tree / "src/lstate.h").touch()
    again = build.succeed([ninja, "-n"], tree)
    expect("lapi.c" in again.out, "ninja does not know that lapi.c reads lstate.h")


def cmake_build(build, tree, local_options, options, environment=None):
    """Configures and builds twice in the same directory, locally and through distcc."""
    cmake, ninja = need_program("cmake"), need_program("ninja")
    out = tree / "out"
    common = [cmake, "-S", ".", "-B", "out", "-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={ninja}",
              "-DCMAKE_C_FLAGS=-O2"]
    build.locally(common + local_options, tree)
    build.locally([cmake, "--build", "out", "--target", "zlibstatic"], tree)
    wanted = objects_below(out)
    shutil.rmtree(out)
    build.succeed(common + options, tree, environment)
    build.log.unlink(missing_ok=True)  # of the probes of the configuration
    build.succeed([cmake, "--build", "out", "--target", "zlibstatic"], tree, environment)
    expect_equal_objects(objects_below(out), wanted)
    build.expect_remote(len(wanted))


def cmake_launcher(build):
    _, tree = build.copy("zlib")
    cmake_build(build, tree, ["-DCMAKE_C_COMPILER=gcc"],
                ["-DCMAKE_C_COMPILER=gcc", f"-DCMAKE_C_COMPILER_LAUNCHER={build.client}"])


def cmake_masquerade(build):
    """PATH begins with a directory where gcc is a link to the client."""
    _, tree = build.copy("zlib")
    links = build.run.folder("masquerade")
    for name in ("gcc", "cc"):
        (links / name).symlink_to(build.client)
    cmake_build(build, tree, ["-DCMAKE_C_COMPILER=gcc"],
                [f"-DCMAKE_C_COMPILER={links / 'gcc'}"], {"PATH": f"{links}:{SYSTEM_PATH}"})


CONFIGURED = ("config.h", "Makefile", "src/Makefile", "config.status", "libtool")


def autotools(build):
    """configure decides everything as it does locally, and the build makes the same objects."""
    make = [need_program("make"), f"-j{2 * build.run.context.cpus}", "-C", "src"]
    configure = ["./configure", "--disable-nls", "--disable-dependency-tracking", "CFLAGS=-O2"]
    quiet = {"DISTCC_LOG": None, "DISTCC_VERBOSE": None}
    results, made = {}, {}
    for compiler in ("env gcc", f"{build.client} gcc"):  # two words each: one is quoted elsewhere
        tree = build.copy("popt")[1]  # the same path twice, because it is in the results
        build.succeed(configure + [f"CC={compiler}"], tree, quiet)
        results[compiler] = {name: configured(tree / name, compiler) for name in CONFIGURED}
        build.succeed(make, tree)
        made[compiler] = objects_below(tree)
        shutil.rmtree(tree)
    (local, there), (wanted, objects_made) = results.values(), made.values()
    for name in CONFIGURED:
        expect_same_text(there[name], local[name], name)
    expect_equal_objects(objects_made, wanted)
    build.expect_remote(len(wanted))


def configured(path, compiler):
    """A file that configure made, without the one thing that may differ: the compiler's name."""
    return path.read_text().replace(compiler, "CC").splitlines()


def expect_same_text(actual, wanted, what):
    for number, (left, right) in enumerate(zip(actual + [None], wanted + [None]), 1):
        expect(left == right, f"{what}:{number} is {left!r}, configured locally it is {right!r}")


def compile_units(build, words, directory, environment):
    """A few of Lua's units through `words`, each object held against a plain local compile."""
    project = projects.project(build.run.context, "lua")
    out = build.run.folder(directory)
    for unit in project.units[:FEW]:
        flags = ["-O1", *project.flags, "-c", unit, "-o"]
        made = out / (Path(unit).stem + ".o")
        build.succeed([*words, *flags, made], project.link, environment)
        build.locally(["gcc", *flags, out / "local.o"], project.link)
        objects.expect_same(made, out / "local.o", unit)


def cache_counts(build, directory):
    """Hits and misses of a ccache directory."""
    done = build.run.succeed([need_program("ccache"), "--print-stats"], {"CCACHE_DIR": directory})
    counts = dict(line.split("\t") for line in done.out.splitlines() if "\t" in line)
    hits = sum(int(counts.get(f"{kind}_cache_hit", 0)) for kind in ("direct", "preprocessed"))
    return hits, int(counts.get("cache_miss", 0))


def ccache_in_front(build):
    """CCACHE_PREFIX=distcc: misses are distributed, hits do not reach the host."""
    ccache = need_program("ccache")
    cache = build.run.folder("cache")
    environment = {"CCACHE_DIR": cache, "CCACHE_PREFIX": build.client}
    compile_units(build, [ccache, "gcc"], "first", environment)
    expect_equal(cache_counts(build, cache), (0, FEW), "hits and misses")
    build.expect_remote(FEW)
    compile_units(build, [ccache, "gcc"], "second", environment)
    expect_equal(cache_counts(build, cache), (FEW, FEW), "hits and misses")
    build.expect_remote(FEW)


def ccache_behind(build):
    """distcc ccache gcc: the wrapper is no obstacle, wherever it is run."""
    ccache = need_program("ccache")
    cache = build.run.folder("cache")
    compile_units(build, [build.client, ccache.rpartition("/")[2], "gcc"], "first",
                  {"CCACHE_DIR": cache, "DISTCC_LOG": None})


def ccache_on_server(build):
    """The server's gcc is a link to ccache: right objects, and the second time they are hits."""
    run = build.run
    ccache = need_program("ccache")
    cache = run.folder("cache")
    cache.chmod(0o1777)
    links = run.folder("with-ccache")
    for name in ("gcc", f"{wrappers.target_prefix(run)}-gcc"):
        (links / name).symlink_to(ccache)
    options = ()
    if build.server_kind.name == "ours":
        options = ("--sandbox-show", str(links), "--sandbox-write", str(cache))
    setup = servers.Setup(path=f"{links}:{SYSTEM_PATH}", options=options,
                          environment={"CCACHE_DIR": str(cache), "CCACHE_UMASK": "000"})
    cached = Build(run, build.kind.name, build.server_kind.name, setup, "caching-server")
    # The check of compilers would be one compile more.
    compile_units(cached, [cached.client, "gcc"], "first", {"DISTCC_CHECK_COMPILER": "0"})
    hits, misses = cache_counts(cached, cache)
    expect_equal(hits + misses, FEW, "compiles that ccache saw on the server")
    cached.expect_remote(FEW)

