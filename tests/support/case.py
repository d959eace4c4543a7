# SPDX-License-Identifier: GPL-3.0-or-later
"""One test case: a name, a function, a time limit; and the clean world that its run gets."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from support import processes
from support.context import SYSTEM_PATH, Failure


# What `./dev test --sanitize` has to say to the programs under test.
OF_SANITIZERS = ("LSAN_OPTIONS", "TSAN_OPTIONS")


@dataclass(frozen=True)
class Case:
    """`function` gets a CaseRun; it raises Failure or Skip, or passes."""
    name: str
    function: Callable
    seconds: float = 300  # several times what one wait in it may take (support/waiting.py)
    alone: bool = False  # measures times or counts processes: no other case may run beside it


@dataclass(frozen=True)
class Finished:
    """How a program ended: its status (128+n after a signal), texts and wall time."""
    status: int
    out: str
    err: str
    seconds: float


class CaseRun:
    """The folder, environment and processes of one run of one case."""

    def __init__(self, case, context, number, parent="cases"):
        self.case = case
        self.context = context
        slug = "".join(c if c.isalnum() else "-" for c in case.name)[:60]
        self.directory = context.folder(parent) / f"{number}-{slug}"
        shutil.rmtree(self.directory, ignore_errors=True)
        for name in ("home", "tmp", "real"):
            (self.directory / name).mkdir(parents=True)
        (self.directory / "tmp").chmod(0o1777)  # as /tmp is: servers give up root
        self.cwd = self.directory / "cwd"  # through a link, as many home directories are
        self.cwd.symlink_to("real")
        self.deadline = time.monotonic() + case.seconds
        self._stack = contextlib.ExitStack()

    # The world of the case

    def environment(self, *layers, cwd=None):
        """A clean environment, changed by each layer in turn (a value of None removes a name)."""
        result = {
            "PATH": SYSTEM_PATH,
            "HOME": str(self.directory / "home"),
            "TMPDIR": str(self.directory / "tmp"),
            "LC_ALL": "C",
            "PWD": str(cwd or self.cwd),
            processes.MARKER: str(self.directory),
            **{name: os.environ[name] for name in OF_SANITIZERS if name in os.environ},
        }
        for layer in layers:
            result.update(layer or {})
        return {name: str(value) for name, value in result.items() if value is not None}

    def file(self, name, text="", mode=None):
        """Writes a file of the case; a relative name lies in its working directory."""
        path = self.cwd / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if mode is not None:
            path.chmod(mode)
        return path

    def script(self, name, text):
        """Writes an executable shell script."""
        return self.file(name, "#!/bin/sh\n" + text, mode=0o755)

    def folder(self, name):
        path = self.directory / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def on_exit(self, function, *arguments):
        self._stack.callback(function, *arguments)

    def enter(self, manager):
        """Enters a context manager that is left when the case ends."""
        return self._stack.enter_context(manager)

    def close(self):
        """Ends everything the case started. Gives the commands of processes nobody had ended."""
        self._stack.close()
        return processes.end_marked(self.directory)

    # Its programs

    def remaining(self, limit=None):
        left = max(1.0, self.deadline - time.monotonic())
        return left if limit is None else min(left, limit)

    def start(self, argv, env=None, cwd=None, **popen):
        """Starts a program in a session of its own; it is killed when the case ends."""
        directory = str(cwd or self.cwd)
        popen.setdefault("stdin", subprocess.DEVNULL)
        process = subprocess.Popen([str(word) for word in argv], cwd=directory,
                                   env=self.environment(env, cwd=directory),
                                   start_new_session=True, **popen)
        self.on_exit(end_group, process)
        return process

    def run(self, argv, env=None, cwd=None, seconds=None):
        """Runs a program to its end. Fails the case when it takes longer than `seconds`."""
        began = time.monotonic()
        limit = self.remaining(seconds)
        process = self.start(argv, env, cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            end_group(process)
            raise Failure(f"not finished after {limit:.0f} s: {words(argv)}") from None
        status = process.returncode if process.returncode >= 0 else 128 - process.returncode
        return Finished(status, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"),
                        time.monotonic() - began)

    def succeed(self, argv, env=None, cwd=None, seconds=None):
        """Runs a program that must exit 0."""
        done = self.run(argv, env, cwd, seconds)
        if done.status != 0:
            raise Failure(f"exit {done.status}: {words(argv)}: {last_lines(done.err or done.out)}")
        return done

    def side_by_side(self, function, items, jobs):
        """`function(item)` for all items, `jobs` at once; the results in order."""
        with ThreadPoolExecutor(max_workers=jobs) as pool:
            return list(pool.map(function, items))


def words(argv, limit=160):
    text = " ".join(str(word) for word in argv)
    return text if len(text) <= limit else text[:limit] + "..."


def last_lines(text, count=3):
    return " | ".join(text.strip().splitlines()[-count:])


def end_group(process, patience=2.0):
    """Ends a process started by `start`, with all of its group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                pass
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
    for stream in (process.stdout, process.stderr, process.stdin):
        if stream is not None and not stream.closed:
            stream.close()


def tail(path, count=12):
    """The last lines of a log, for the report of a failure."""
    try:
        return Path(path).read_text(errors="replace").splitlines()[-count:]
    except OSError:
        return []
