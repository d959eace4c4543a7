# SPDX-License-Identifier: GPL-3.0-or-later
"""TERM lets running jobs finish and turns others away; a second one ends all; KILL leaves no compiler."""

import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    COMPILE, LONG, PATIENCE, Server, eventually, expect, folder, head, processes_with, read_answer,
    request, skip, write_compiler)


gate = folder("gate")
gatecc = write_compiler("gatecc", "while [ ! -e %s/open ]; do sleep 0.02; done\n" % gate)
write_compiler("slowcc", f"sleep {LONG}\n")


def begin(server, compiler, marker):
    client = server.connect()
    client.sendall(request([compiler, "-c", "main.c"]))
    eventually(lambda: processes_with(marker), "the compiler's start")
    return client


server = Server(f"--sandbox-show={gate}")
running = begin(server, "gatecc", str(gatecc))
incomplete = server.connect()
incomplete.sendall(head(COMPILE))
server.wait_for_log("connection from", 2)
server.process.send_signal(signal.SIGTERM)
expect(incomplete.recv(100) == b"", "an incomplete request was answered by an ending server")
expect(processes_with(str(gatecc)), "the running job was killed by the first signal")
(gate / "open").touch()
answer = read_answer(running)
expect(answer.whole and answer.status == 0, "the running job was lost")
expect(server.process.wait(timeout=20) == 0, "the exit status is not 0")
server.end()

server = Server(f"--stop-timeout={10 * PATIENCE}")
running = begin(server, "slowcc", LONG)
begun = time.monotonic()
server.process.send_signal(signal.SIGTERM)
server.process.send_signal(signal.SIGINT)
expect(running.recv(100) == b"", "the killed job was answered")
expect(server.process.wait(timeout=20) == 0, "the exit status is not 0")
expect(time.monotonic() - begun < PATIENCE, "the second signal did not hurry it")
eventually(lambda: not processes_with(LONG), "the end of the compiler")
server.end()

server = Server()
running = begin(server, "slowcc", LONG)
if "compilers are confined" not in server.log():
    running.close()
    server.end()
    skip("this kernel gives no namespaces, and only they end with a killed server")
server.process.kill()
server.process.wait()
eventually(lambda: not processes_with(LONG), "the end of the compiler after SIGKILL")
