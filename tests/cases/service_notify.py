# SPDX-License-Identifier: GPL-3.0-or-later
"""The service manager is told: ready, alive, reloading, stopping; a loop that stands still is noticed."""

import contextlib
import ctypes
import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    COMPILE, expect, expect_served, folder, head, read_answer, request, skip)
from support.service_case import Manager, OwnServer  # noqa: E402


PTRACE_DETACH, PTRACE_SEIZE, PTRACE_INTERRUPT = 17, 0x4206, 0x4207
EVERY_CHILD = 0x40000000  # __WALL


@contextlib.contextmanager
def standing_still(thread):
    """That one thread is stopped; all others of its process go on."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    if libc.ptrace(PTRACE_SEIZE, thread, None, None) != 0:
        skip(f"this machine does not let one trace: {os.strerror(ctypes.get_errno())}")
    libc.ptrace(PTRACE_INTERRUPT, thread, None, None)
    os.waitpid(thread, EVERY_CHILD)
    yield
    libc.ptrace(PTRACE_DETACH, thread, None, None)


def signs_of_life(manager, seconds):
    end, count = time.monotonic() + seconds, 0
    while (left := end - time.monotonic()) > 0:
        message = manager.next(left)
        if message is not None:
            expect(message == {"WATCHDOG": "1"}, f"{message} is no sign of life")
            count += 1
    return count


manager = Manager()
server = OwnServer("--jobs=3", environment={**manager.environment, "WATCHDOG_USEC": "400000"})
ready = manager.expect("READY")
expect(ready["READY"] == "1" and "3 jobs" in ready["STATUS"], f"ready: {ready}")
expect_served(server)  # ready means: one can connect
for _ in range(4):
    expect(manager.expect("WATCHDOG"), "no sign of life")

# Only the thread that accepts clients stands still: a job that is under way is finished by its own,
# and still nobody says that the service is well.
client = server.connect()
data = request(COMPILE)
client.sendall(data[:-1])
while "connection from" not in server.log()[server.log().index("COMPILE_OK"):]:
    manager.next(1)
with standing_still(server.process.pid):
    while manager.next(0.1):  # what was on its way
        pass
    client.sendall(data[-1:])
    expect(read_answer(client).whole, "the job was not finished")
    late = signs_of_life(manager, 1)
expect(late == 0, f"{late} signs of life of a server that accepts nobody")
expect(manager.expect("WATCHDOG"), "no sign of life after the standstill")

before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
server.signal(signal.SIGHUP)
reloading = manager.expect("RELOADING")
moment = int(reloading["MONOTONIC_USEC"])
expect(before <= moment <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000,
       f"MONOTONIC_USEC={moment} is not the time of the signal")
manager.expect("READY")

client = server.connect()
client.sendall(head(COMPILE))
server.signal(signal.SIGTERM)
expect("STATUS" in manager.expect("STOPPING"), "no status when stopping")
server.wait()

# An abstract address; a watchdog that is meant for another process.
manager = Manager(f"@distcc-test-{os.getpid()}")
server = OwnServer(environment={**manager.environment, "WATCHDOG_USEC": "200000",
                                "WATCHDOG_PID": "1"})
manager.expect("READY")
expect(manager.next(0.5) is None, "a sign of life that nobody asked for")
server.end()
manager.expect("STOPPING")

# A manager that is not there, or an address that makes no sense, is no reason to fail.
for address in (str(folder("run") / "nobody"), "relative", "@", "/" + "x" * 300):
    server = OwnServer(environment={"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "1"})
    expect_served(server)
    server.end()
