# SPDX-License-Identifier: GPL-3.0-or-later
"""Rubbish, half requests, endless bodies: each is dropped in time, and the server serves on."""

import socket
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    COMPILE, PATIENCE, Server, children_of, eventually, expect, expect_refused, expect_served, head,
    read_answer, request)


def send(server, data, then_close=False):
    with server.connect() as client:
        try:
            client.sendall(data)
            if then_close:
                return None
            return read_answer(client)
        except (ConnectionResetError, BrokenPipeError):
            return None  # dropped without ceremony


def memory_of(pid):
    fields = dict(line.split(":") for line in open(f"/proc/{pid}/status") if ":" in line)
    return int(fields["VmRSS"].split()[0])


with Server("--request-limit=8", environment={"DISTCC_IO_TIMEOUT": "3"}) as server:
    expect_served(server)
    pid = server.process.pid
    before = memory_of(pid)

    for rubbish in (b"GET / HTTP/1.0\r\n\r\n", b"\0" * 100, b"\xff" * 4096, b"*",
                    b"DIST0000000x", b"DIST00000004", b"DISTffffffff"):
        answer = send(server, rubbish)
        expect(answer is None or not answer.data, f"{rubbish[:20]!r} got {answer and answer.data!r}")
    expect_served(server)

    # Whoever stops half-way is told, and dropped, after DISTCC_IO_TIMEOUT.
    begun = time.monotonic()
    whole = request(COMPILE)
    for part in (12, 30, len(head(COMPILE)), len(whole) - 1):
        expect_refused(send(server, whole[:part]), "too_slow", 118)
    expect(time.monotonic() - begun < PATIENCE, "the silent ones were kept too long")
    answer = send(server, b"DIST")
    expect(answer is None or not answer.data, "less than a header got an answer")

    # Whoever closes half-way gets nothing, and costs nothing.
    for part in (1, 12, 30, len(whole) - 1):
        send(server, whole[:part], then_close=True)
    server.wait_for_log("(client_gone)", 4)

    # A body that never ends is refused by its size, not stored; what still comes is not kept.
    with server.connect() as client:
        client.sendall(head(COMPILE) + b"DOTIffffffff")
        piece, sent = b"x" * 65536, 0
        try:
            while sent < 256 << 20:
                sent += client.send(piece)
        except (ConnectionResetError, BrokenPipeError, socket.timeout):
            pass
        expect(sent < 256 << 20, "a quarter of a gigabyte was taken from a refused client")
    expect_served(server)
    expect(memory_of(pid) < before + 32 * 1024, f"memory: {before} KB, now {memory_of(pid)} KB")
    eventually(lambda: not server.job_directories(), "the end of the jobs' directories")
    eventually(lambda: not children_of(pid), "the end of the compilers")
