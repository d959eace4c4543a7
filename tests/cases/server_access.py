# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may connect: loopback only by default, else who is named; others are closed without a byte."""

import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import Server, compile_once, expect, expect_served, skip  # noqa: E402


with Server() as server:
    expect_served(server)

with Server("--allow=10.255.255.1") as server:
    with server.connect() as client:
        expect(client.recv(1) == b"", "a stranger got bytes")
    expect("connection from client '127.0.0.1:" in server.log(), "no line in the log")
    expect("denied by access list" in server.log(), "the line has other words")
    expect("dcc_job_summary" not in server.log(), "there is a summary of no job")

with Server("--allow=10.255.255.1", "--allow=127.0.0.0/8") as server:
    expect_served(server)

if not socket.has_ipv6:
    skip("no IPv6 here")
try:
    with Server("--allow-private", address="::1") as server:
        answer = compile_once(server)
        expect(answer.whole and answer.status == 0, "no answer over IPv6")
        expect("client: [::1]:" in server.log(), "the summary does not show the IPv6 peer")
except OSError as error:
    skip(f"no IPv6 loopback: {error}")
