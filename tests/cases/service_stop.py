# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is stopped finishes its jobs within a bound, and sends everybody else away at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    BIN, CASE, LONG, PATIENCE, Server, eventually, expect, expect_served, folder, processes_with,
    read_answer, request, skip, write_compiler)
from support.service_case import OwnServer  # noqa: E402


gate = folder("gate")
gatecc = write_compiler("gatecc", f"while [ ! -e {gate}/open ]; do sleep 0.02; done\n")
write_compiler("slowcc", f"sleep {LONG}\n")


def begin(server, compiler, marker):
    client = server.connect()
    client.sendall(request([compiler, "-c", "main.c"]))
    eventually(lambda: processes_with(marker), "the compiler's start")
    return client


def compile_somewhere(*hosts):
    """Compiles with our client; the line of its log that tells where."""
    (CASE / "main.c").write_text("int x;\n")
    log = CASE / "client.log"
    log.unlink(missing_ok=True)
    subprocess.run([BIN / "distcc", "gcc", "-c", "main.c", "-o", "main.o"], cwd=CASE, check=True,
                   timeout=PATIENCE, env={"PATH": os.environ["PATH"], "DISTCC_DIR": str(CASE / "dir"),
                                          "DISTCC_HOSTS": " ".join(hosts), "DISTCC_LOG": str(log),
                                          "DISTCC_VERBOSE": "1", "TMPDIR": str(folder("tmp"))})
    return log.read_text()


PATIENT = f"--stop-timeout={PATIENCE}"


def expect_graceful(server, other):
    """While a job runs on `server`, which is told to end, clients go to `other`."""
    (gate / "open").unlink(missing_ok=True)
    running = begin(server, "gatecc", str(gatecc))
    server.process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    text = compile_somewhere(server.host, other.host)
    expect(f"compile main.c on {other.host} completed ok" in text, f"it did not go elsewhere: {text}")
    expect(time.monotonic() - begun < PATIENCE, "it took long to go elsewhere")
    expect(processes_with(str(gatecc)), "the running job was ended")
    (gate / "open").touch()
    answer = read_answer(running)
    expect(answer.whole and answer.status == 0, "the running job was lost")
    expect(server.process.wait(timeout=PATIENCE) == 0, "the exit status is not 0")


if not (BIN / "distcc").exists():
    skip("the client is not built")
other = OwnServer()
expect_served(other)
# One that listens itself is gone for new clients; a socket of the service manager's stays, and its
# clients must not wait for the next server to take it.
expect_graceful(OwnServer(f"--sandbox-show={gate}", PATIENT), other)
activated = Server(f"--sandbox-show={gate}", PATIENT)
expect_graceful(activated, other)
expect("was turned away" in activated.log(), "the activated server did not say so")

# The bound: what has not finished then is ended, compiler and all.
server = OwnServer("--stop-timeout=1")
running = begin(server, "slowcc", LONG)
begun = time.monotonic()
server.signal(signal.SIGTERM)
expect(running.recv(100) == b"", "the job of an ended server was answered")
server.wait()
# Without the option it would be 20 s.
expect(0.9 < time.monotonic() - begun < 15, f"it took {time.monotonic() - begun} s with a bound of 1")
eventually(lambda: not processes_with(LONG), "the end of the compiler")
other.end()
