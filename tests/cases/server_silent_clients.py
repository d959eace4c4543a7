# SPDX-License-Identifier: GPL-3.0-or-later
"""Two hundred silent clients hold no slot and no place that others need."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import COMPILE, Server, expect, expect_served, head  # noqa: E402


with Server("--jobs=1", "--queue=1") as server:
    silent = [server.connect() for _ in range(100)]
    for number in range(100):
        client = server.connect()
        client.sendall(head(COMPILE) if number % 2 else b"DIST00000001")
        silent.append(client)
    for _ in range(3):
        expect_served(server)
    expect(len(silent) == 200, "not all connected")
    for client in silent:
        client.close()
