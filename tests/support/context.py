# SPDX-License-Identifier: GPL-3.0-or-later
"""What a whole run shares: where things are, and how a case says that it failed or cannot run."""

import os
import shutil
import threading
from pathlib import Path

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Failure(Exception):
    """A check of a case did not hold. The text is the one line that is shown."""


class Skip(Exception):
    """This machine cannot run the case. The text is the reason that is shown."""


def expect(condition, text):
    """Fails the running case with `text` unless `condition` holds."""
    if not condition:
        raise Failure(text)


def expect_equal(actual, wanted, what):
    if actual != wanted:
        raise Failure(f"{what}: got {shorten(actual)}, wanted {shorten(wanted)}")


def shorten(value, limit=300):
    text = repr(value)
    return text if len(text) <= limit else text[:limit] + "..."


def need_program(name):
    """The path of a program of this machine, or a skip that names it."""
    path = shutil.which(name, path=SYSTEM_PATH)
    if path is None:
        raise Skip(f"{name} is not installed")
    return path


class Context:
    """The folders of one run, and values that are worked out once and shared by its cases."""

    def __init__(self, build, programs_directory, full=False):
        self.build = Path(build).resolve()
        self.bin = Path(programs_directory).resolve()
        self.full = full
        self.in_ci = os.environ.get("CI", "") not in ("", "0", "false")
        self.cpus = len(os.sched_getaffinity(0))
        self._guard = threading.Lock()
        self._entries = {}

    def folder(self, name):
        path = self.build / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def once(self, key, make):
        """The value of `make()`, worked out by the first case that asks for `key`.

        A skip or failure is remembered as well, so that a missing mirror is not asked again.
        """
        with self._guard:
            entry = self._entries.setdefault(key, _Entry())
        with entry.lock:
            if not entry.done:
                try:
                    entry.value = make()
                except (Skip, Failure) as problem:
                    entry.problem = problem
                entry.done = True
        if entry.problem is not None:
            raise entry.problem
        return entry.value


class _Entry:
    def __init__(self):
        self.lock = threading.Lock()
        self.done = False
        self.value = None
        self.problem = None
