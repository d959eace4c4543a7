# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client may leave in its directories: nothing that is held, nothing that is running."""

import fcntl
from pathlib import Path


def held(directory):
    """Names of the slot files below a DISTCC_DIR that some process still has locked."""
    names = []
    for path in sorted(Path(directory).glob("lock/cpu_*")):
        with open(path, "r+b") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                names.append(path.name)
    return names


def states(directory):
    return [path.name for path in sorted(Path(directory).glob("state/binstate_*"))]


def backed_off(directory):
    return [path.name for path in sorted(Path(directory).glob("lock/backoff_*"))]
