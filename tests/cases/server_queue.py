# SPDX-License-Identifier: GPL-3.0-or-later
"""As many compilers as --jobs run; --queue wait; the next is told at once that the server is busy."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    Server, eventually, expect, expect_refused, folder, head, processes_with, read_answer,
    request, write_compiler)


gate = folder("gate")
gatecc = write_compiler("gatecc", "while [ ! -e %s/open ]; do sleep 0.02; done\n" % gate)

with Server("--jobs=2", "--queue=1", f"--sandbox-show={gate}") as server:
    clients = []
    for number in range(3):
        client = server.connect()
        client.sendall(request(["gatecc", "-c", f"{number}.c"]))
        clients.append(client)
        if number < 2:
            eventually(lambda n=number: len(processes_with(str(gatecc))) > n, "a start")
    server.wait_for_log("the job waits in the queue")
    # The third waits; a fourth is turned away before it has sent its source.
    with server.connect() as fourth:
        def is_turned_away():
            return "(too_busy)" in server.log()
        fourth.sendall(head(["gatecc", "-c", "4.c"]))
        expect_refused(read_answer(fourth), "too_busy", 114)
        eventually(is_turned_away, "the log line")
    eventually(lambda: len(processes_with(str(gatecc))) == 2, "two compilers, and no third")
    expect("REJ_OVERLOAD" in server.log(), "no REJ_OVERLOAD summary")
    (gate / "open").touch()
    for client in clients:
        answer = read_answer(client)
        expect(answer.whole and answer.status == 0, f"a waiting job got {answer.data[:100]!r}")
        client.close()
