# SPDX-License-Identifier: GPL-3.0-or-later
"""Each refusal is a complete answer that names its kind, a log line and a counter."""

import os
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    COMPILE, Server, compile_once, expect, expect_refused, expect_served, head, lzo_bomb,
    read_answer, request)
from support.servers import free_port  # noqa: E402


def ask(server, data):
    with server.connect() as client:
        client.sendall(data)
        return read_answer(client)


def counters(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        page = client.makefile("rb").read().decode()
    return dict(line.split(" ", 1) for line in page.splitlines() if line.startswith("dcc_"))


GONE = str(Path(os.environ["CASE"]) / "gone-gcc")
CASES = [
    ("compiler_not_allowed", 113, request(["icc", "-c", "main.c"])),
    ("compiler_missing", 110, request(["gone-gcc", "-c", "main.c"])),
    ("bad_compiler_name", 113, request(["/usr/bin/../bin/gcc", "-c", "main.c"])),
    ("bad_compiler_name", 113, request(["", "-c", "main.c"])),
    ("malformed_command", 109, request(["gcc", "main.c"])),
    ("malformed_command", 109, request(["gcc", "-c", "main.c", "other.c"])),
    ("forbidden_option", 113, request(["gcc", "-c", "main.c", "-wrapper", "sh,-c,id"])),
    ("forbidden_option", 113, request(["gcc", "-c", "main.c", "-fplugin=/tmp/x.so"])),
    ("forbidden_option", 113, request(["gcc", "-c", "main.c", "-specs", "/tmp/x"])),
    ("forbidden_option", 113, request(["gcc", "-c", "main.c", "-B/tmp"])),
    ("forbidden_option", 113, request(["gcc", "-c", "main.c", "@/etc/passwd"])),
    ("malformed_request", 109, b"DIST00000001ARGX00000001"),
    ("malformed_request", 109, b"DIST00000001ARGCffffffff"),
    ("malformed_request", 109, b"DIST00000001ARGC00000001ARGVffffffff"),
    ("request_too_large", 109, head(COMPILE) + b"DOTI7fffffff"),
    ("damaged_text", 109, request(COMPILE, b"\xff\xff\xff\xff", version=2)),
    ("damaged_text", 109, request(COMPILE, lzo_bomb(64 << 20), version=2)),
]

stats = free_port()
gcc = "/usr/bin/gcc"
with Server("--request-limit=16", "--stats", f"--stats-port={stats}",
            compilers=[gcc, GONE]) as server:
    wanted = {}
    for kind, status, data in CASES:
        answer = ask(server, data)
        if data[11:12] == b"1":
            expect_refused(answer, kind, status)
        else:  # the texts of versions 2 and 3 are compressed
            expect(b"STAT%08x" % (status << 8) in answer.data, f"{kind}: {answer.data[:80]!r}")
            expect(answer.data.endswith(b"DOTO00000000"), f"{kind}: no complete answer")
        wanted[kind] = wanted.get(kind, 0) + 1
        server.wait_for_log(f"refused ({kind})", wanted[kind])
    expect_served(server)
    found = counters(stats)
    for kind, count in wanted.items():
        expect(found[f"dcc_refused_{kind}"] == str(count), f"{kind} counted {found}")
    expect(found["dcc_compile_ok"] == "1", "the good job is not counted")
    expect(found["dcc_tcp_accept"] == str(len(CASES) + 1), "connections are not counted")

with Server("--sandbox=off") as server:  # the compiler of pump mode has to be confined
    answer = ask(server, b"DIST00000003CDIR00000001/")
    expect(b"STAT00006d00" in answer.data and answer.data.endswith(b"DOTO00000000"),
           f"pump_mode: {answer.data!r}")
    server.wait_for_log("refused (pump_mode)")
    expect_served(server)

with Server(environment={"DISTCC_CMDLIST": "/nonexistent/list"}, command_list=False) as server:
    expect_refused(compile_once(server), "command_list_unreadable", 113)
    expect("/nonexistent/list" in server.log(), "the start does not name the list")
