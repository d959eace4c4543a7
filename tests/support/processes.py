# SPDX-License-Identifier: GPL-3.0-or-later
"""Which processes belong to a case. Looks only; ending them is for those who started them."""

import os
import signal
import time

MARKER = "INTEROP_CASE"


def _read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _stat_fields(pid):
    """The fields of /proc/PID/stat after the command name: state, parent, ..."""
    text = _read(f"/proc/{pid}/stat").decode("utf-8", "replace")
    return text.rpartition(")")[2].split()


def all_pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def is_alive(pid):
    fields = _stat_fields(pid)
    return bool(fields) and fields[0] not in ("Z", "X")


def command_of(pid):
    return _read(f"/proc/{pid}/cmdline").replace(b"\0", b" ").decode("utf-8", "replace").strip()


def descendants(root):
    """All living processes below `root`, itself left out."""
    children = {}
    for pid in all_pids():
        fields = _stat_fields(pid)
        if fields and fields[0] not in ("Z", "X"):
            children.setdefault(int(fields[1]), []).append(pid)
    found, waiting = [], [root]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found


def with_marker(value):
    """Living processes whose environment says that the case `value` started them."""
    wanted = f"{MARKER}={value}".encode()
    return [pid for pid in all_pids()
            if wanted in _read(f"/proc/{pid}/environ").split(b"\0") and is_alive(pid)]


def end_marked(value):
    """Kills what a case left behind. Gives the commands that had to be killed."""
    left = []
    for pid in with_marker(value):
        left.append(command_of(pid))
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
    return left


def cpu_seconds(pid):
    """User and system time of `pid`, to the nanosecond, and of its children that it has waited for,
    to the clock's tick."""
    fields = _stat_fields(pid)
    if not fields:
        return 0.0
    waited_for = sum(int(field) for field in fields[13:15]) / os.sysconf("SC_CLK_TCK")
    try:
        return waited_for + time.clock_gettime((~pid << 3) | 2)  # its CPU clock, see clock_getcpuclockid(3)
    except OSError:  # it has ended meanwhile
        return 0.0
