# SPDX-License-Identifier: GPL-3.0-or-later
"""What the figures are taken on: trees, both kinds of programs, and servers that replay objects."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from measure import Failed, spend
from support import processes, projects, servers, stock
from support.case import Case, CaseRun
from support.context import SYSTEM_PATH, Context
from support.programs import ours
from support.references import PREPROCESSED, slug

KINDS = ("stock", "ours")
TREES = {"C-small": "lua", "C-large": "git", "C++": "leveldb"}
FLAGS = ("-O2",)
REPLAY_SOURCE = Path(__file__).with_name("replay.c")


@dataclass(frozen=True)
class Tree:
    """A project with its preprocessed texts and objects made beforehand.

    `replay` is a directory with a compiler that only copies them.
    """
    name: str
    project: object
    units: tuple
    compiler: str
    replay: Path

    def words(self, unit, output):
        return [self.compiler, *FLAGS, *self.project.flags, "-c", unit, "-o", output]

    def preprocessing(self, unit, output):
        return [self.compiler, *FLAGS, *self.project.flags, "-E", unit, "-o", output]


class World:
    """One benchmark: a scratch folder, and the servers that are started in it."""

    def __init__(self, build, programs_directory, quick):
        self.context = Context(build, programs_directory)
        self.quick = quick
        self.run = CaseRun(Case("bench", None, 3600), self.context, 0, "measured")
        self.programs = {"stock": stock.programs(self.context), "ours": ours(self.context)}
        self.scratch = self._folder_in_memory()
        self._count = 0

    def close(self):
        self.run.close()

    def _folder_in_memory(self):
        """Where clients write: what an inode costs depends on the file system. One without a
        journal looks long for those that were not deleted lately, and a bench deletes many."""
        if not os.access("/dev/shm", os.W_OK):
            return self.run.folder("scratch")
        folder = Path(tempfile.mkdtemp(prefix="distcc-bench-", dir="/dev/shm"))
        self.run.on_exit(shutil.rmtree, folder)
        return folder

    def client_environment(self, kind, host, path=SYSTEM_PATH, cwd=None):
        """What a client finds in its environment; each kind has its own slots."""
        state = self.scratch / f"distcc-{kind}"
        state.mkdir(exist_ok=True)
        return self.run.environment(
            self.programs[kind].environment,
            {"DISTCC_HOSTS": host, "DISTCC_DIR": state, "TMPDIR": self.scratch, "PATH": path,
             # The servers replay objects, which no check of compilers would let pass.
             "DISTCC_FALLBACK": "0", "DISTCC_CHECK_COMPILER": "0"}, cwd=cwd or os.getcwd())

    def client(self, kind):
        return self.programs[kind].client

    def start_server(self, kind, path=SYSTEM_PATH, jobs=None):
        """A server of this kind whose compilers are the first on `path`."""
        self._count += 1
        show = ("--sandbox-show", str(replay_folder(self.run))) if kind == "ours" else ()
        setup = servers.Setup(path=path, jobs=jobs or self.context.cpus + 2,
                              options=("--log-level", "error", *show))
        return servers.start(self.run, self.programs[kind], setup, f"{kind}-{self._count}")

    def tree(self, name):
        """A tree with its replaying compiler, made at the first use."""
        return self.context.once(("tree", name), lambda: self._prepare(name))

    def _prepare(self, name):
        project = projects.project(self.context, TREES[name])
        units = project.units[::max(1, len(project.units) // (8 if self.quick else 20))]
        store = replay_folder(self.run) / f"store-{name}"
        store.mkdir()
        compiler = "/usr/bin/" + project.compiler("gcc")
        tree = Tree(name, project, units, project.compiler("gcc"),
                    replaying_compilers(self.run, store, name))
        os.chdir(project.link)
        environment = self.client_environment("stock", "")
        for unit in units:
            text = store / (slug(unit) + ".i")
            made = store / (slug(unit) + ".o")
            typed = store / (slug(unit) + PREPROCESSED[project.language])
            spend([compiler, *tree.preprocessing(unit, typed)[1:]], environment)
            spend([compiler, *FLAGS, "-w", "-c", typed, "-o", made], environment)
            if typed != text:
                typed.rename(text)
        return tree


def replay_folder(run):
    """Where replaying compilers and what they copy lie; our server must be shown it."""
    return run.folder("replay")


def replaying_compilers(run, store, name, **settings):
    """A directory with the replaying compiler under every name that a client may ask for.

    Settings are the macros of replay.c, such as NAP_MS.
    """
    directory = replay_folder(run) / name
    directory.mkdir()
    program = directory / "replay"
    words = ["gcc", "-O2", "-static", f'-DSTORE="{store}"', str(REPLAY_SOURCE),
             "-o", str(program), *(f"-D{key}={value}" for key, value in settings.items())]
    done = subprocess.run(words, capture_output=True, env={"PATH": SYSTEM_PATH}, check=False)
    if done.returncode != 0:
        raise Failed(f"the replaying compiler does not build: {done.stderr.decode()[:300]}")
    target = subprocess.run(["gcc", "-dumpmachine"], capture_output=True, check=True,
                            env={"PATH": SYSTEM_PATH}).stdout.decode().strip()
    for called in ("gcc", "g++", f"{target}-gcc", f"{target}-g++"):
        os.link(program, directory / called)
    return directory


def compiler_of_one_object(run):
    """A directory with compilers that make the same small object of everything."""
    made = replay_folder(run) / "one.o"
    done = subprocess.run(["gcc", "-x", "c", "-c", "/dev/null", "-o", made], check=False)
    if done.returncode != 0:
        raise Failed("gcc does not compile an empty file")
    return replaying_compilers(run, made, "one", ONE_OBJECT=1)


def tree_cpu(server):
    """CPU seconds that a server and its whole process tree have used so far."""
    root = server.process.pid
    return sum(processes.cpu_seconds(pid) for pid in [root, *processes.descendants(root)])
