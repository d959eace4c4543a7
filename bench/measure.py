# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs programs and says what they cost; takes turns, so that a busy moment hits all alike."""

import os
import statistics
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """`cpu` counts the program and every process that it waited for."""
    wall: float
    cpu: float


class Failed(Exception):
    """A program of the benchmark did not do its job, so its figure would be worth nothing."""


def spend(argv, environment):
    """Runs a program in the current directory, without input or output; it must exit 0."""
    argv = [str(word) for word in argv]
    began = time.perf_counter()
    pid = os.posix_spawn(argv[0], argv, environment, file_actions=QUIET)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    if status != 0:
        raise Failed(f"status {status:#x}: {' '.join(argv)}")
    return Cost(wall, usage.ru_utime + usage.ru_stime)


QUIET = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
         (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]


def take_turns(actions, rounds):
    """Name -> results of `rounds` calls. Every round calls all, each time in another order."""
    names = list(actions)
    results = {name: [] for name in names}
    for number in range(rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            results[name].append(actions[name]())
    return results


def median(values):
    return statistics.median(values)
