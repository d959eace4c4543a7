# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cases about the agent share: an agent of the case's own, and a stock server."""

import json
import os
import signal
import socket
import subprocess
from pathlib import Path

from support.distccd_case import BIN, CASE, eventually, folder
from support.servers import free_port


class Agents:
    """Every agent started with this environment is ended in the end."""

    def __init__(self, idle=60, name="agent-dir"):
        self.directory = folder(name)
        self.environment = {"PATH": os.environ["PATH"], "DISTCC_DIR": str(self.directory),
                            "DISTCC_AGENT_IDLE": str(idle), "TMPDIR": str(folder("client-tmp"))}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.run("--stop")

    def run(self, *options, **more):
        return subprocess.run([BIN / "distcc-agent", *options], env={**self.environment, **more},
                              capture_output=True, text=True, timeout=30, check=False)

    def status(self):
        """Nothing when there is none."""
        done = self.run("--status", "--json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def socket(self):
        found = sorted((self.directory / "agent").glob("*.socket"))
        return found[0] if found else None


def state_of(pid):
    """The letter of proc(5): "T" for one that is stopped; "Z" also for one that is no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "Z"


def is_running(pid):
    return state_of(pid) != "Z"


class StockServer:
    """The stock distccd on a free port."""

    def __init__(self, environment):
        self.port = free_port()
        self.host = f"127.0.0.1:{self.port}"
        self.log = (CASE / "stock-server.log").open("wb")
        self.process = subprocess.Popen(
            [Path(os.environ["STOCK_ROOT"]) / "usr/bin/distccd",
             "--no-detach", "--daemon", "--log-stderr", "--log-level=info", "--user=nobody",
             "--enable-tcp-insecure", "--allow=127.0.0.1", "--listen=127.0.0.1",
             f"--port={self.port}"],
            env={**environment, "TMPDIR": str(folder("server-tmp"))}, stdout=self.log,
            stderr=self.log, start_new_session=True)

    def __enter__(self):
        eventually(self.listens, "listening of the stock server")
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(60)
        self.log.close()

    def listens(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False
