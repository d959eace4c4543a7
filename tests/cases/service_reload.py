# SPDX-License-Identifier: GPL-3.0-or-later
"""HUP: the access list, the allowed compilers and the log file are read anew; mistakes change nothing."""

import signal
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    CASE, compile_once, eventually, expect, expect_refused, expect_served)
from support.service_case import OwnServer  # noqa: E402


clients = CASE / "clients.allow"
cmdlist = CASE / "cmdlist"
clients.write_text("# nobody of this machine\n\n10.9.8.0/24  # a network\n2001:db8::/48\n")
server = OwnServer(f"--allow-file={clients}")


def reload(count=[0]):  # noqa: B006: the one list is meant
    count[0] += 1
    server.signal(signal.SIGHUP)
    eventually(lambda: server.log().count("reloaded:") == count[0], "the reload")


def expect_denied():
    with socket.create_connection(server.address, timeout=20) as client:
        expect(client.recv(1) == b"", "a client that may not connect was served")


expect_denied()
clients.write_text(clients.read_text() + "127.0.0.1\n")
expect_denied()  # not before it is told
reload()
expect_served(server)
expect("3 networks and addresses may connect" in server.log(), server.log())
expect("until a restart" in server.log(), "it does not say what stays")

# A mistake, or a list that is gone: those of before, and a line that names it.
clients.write_text("10.0.0.0/40\n")
reload()
expect_served(server)
expect(f"{clients}:1: 10.0.0.0/40: the number of bits" in server.log(), server.log())
clients.unlink()
reload()
expect_served(server)
expect(f"cannot open {clients}" in server.log(), server.log())
clients.write_text("")  # nobody named: this machine only
reload()
expect_served(server)

cmdlist.write_text("/usr/bin/g++\n")
expect_served(server)
reload()
expect_refused(compile_once(server), "compiler_not_allowed", 113)
cmdlist.write_text("/usr/bin/gcc\n")
reload()

# As logrotate does it.
log = server.log_path
log.rename(CASE / "rotated")
log.touch()
log.chmod(0o666)
server.signal(signal.SIGHUP)
eventually(lambda: "reloaded:" in log.read_text(), "a line in the new file")
rotated = (CASE / "rotated").read_text()
expect_served(server)
expect("COMPILE_OK" in log.read_text() and (CASE / "rotated").read_text() == rotated,
       "lines still go to the rotated file")
server.end()
