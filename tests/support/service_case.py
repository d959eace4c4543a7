# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cases about services share: the ear of a service manager, and a server on a free port."""

import atexit
import os
import re
import select
import signal
import socket
import subprocess
import time

from support.distccd_case import BIN, CASE, NUMBERS, PATIENCE, eventually, expect, fail, folder, write_list


class Manager:
    """The socket on which a service manager is told how its service is doing."""

    def __init__(self, address=None):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = address or str(folder("run") / "notify")
        self.socket.bind("\0" + path[1:] if path.startswith("@") else path)
        if not path.startswith("@"):
            os.chmod(path, 0o777)
        self.environment = {"NOTIFY_SOCKET": path}

    def next(self, seconds=PATIENCE):
        """The next message as a table, or nothing when none comes within that time."""
        if not select.select([self.socket], [], [], seconds)[0]:
            return None
        text = self.socket.recv(4096).decode()
        return dict(line.split("=", 1) for line in text.splitlines())

    def expect(self, name):
        """Waits for the message with this name; signs of life may come before it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            message = self.next(deadline - time.monotonic())
            if message and name in message:
                return message
            expect(message is None or set(message) == {"WATCHDOG"},
                   f"{message} came instead of {name}")
        return fail(f"{name} did not come within {PATIENCE} s")


class OwnServer:
    """distccd that listens by itself, as every service but an activated one does."""

    def __init__(self, *options, environment=None, user="nobody", log=None):
        self.tmp = folder("tmp")
        self.log_path = log or CASE / f"own-{next(NUMBERS)}.log"
        if log is None:
            self.log_path.touch()
            self.log_path.chmod(0o666)
        setting = {"PATH": os.environ["PATH"], "TMPDIR": str(self.tmp),
                   "DISTCC_CMDLIST": str(write_list()), **(environment or {})}
        self.process = subprocess.Popen(
            [str(BIN / "distccd"), "--daemon", "--no-detach", "--listen=127.0.0.1", "--port=0",
             f"--log-file={self.log_path}", "--log-level=info", f"--user={user}", *options],
            env=setting, stdin=subprocess.DEVNULL)
        atexit.register(self.process.kill)  # a failing case leaves nothing behind; else no effect
        found = eventually(lambda: re.search(r"listening on (127\.0\.0\.1):(\d+)", self.log()),
                           "listening")
        self.address = (found[1], int(found[2]))

    @property
    def host(self):
        return f"{self.address[0]}:{self.address[1]}"

    def log(self):
        return self.log_path.read_text() if self.log_path.exists() else ""

    def connect(self):
        return socket.create_connection(self.address, timeout=PATIENCE)

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, expected=0):
        status = self.process.wait(timeout=PATIENCE)
        expect(status == expected, f"distccd ended with {status}: {self.log()[-2000:]}")

    def end(self):
        self.signal(signal.SIGTERM)
        self.wait()
