# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain HTTP, as well- or ill-behaved as a case wants it."""

import shutil
import socket
import subprocess
from urllib.parse import urlsplit

from support.distccd_case import expect, skip


class Page:
    """What is served at an address such as http://127.0.0.1:8000/token/."""

    def __init__(self, address):
        parts = urlsplit(address)
        self.place = (parts.hostname, parts.port)
        self.path = parts.path

    def connect(self):
        return socket.create_connection(self.place, timeout=20)

    def send(self, data):
        """Everything that comes back for these bytes."""
        with self.connect() as client:
            client.sendall(data)
            return client.makefile("rb").read()

    def get(self, path="", host=None, method="GET", headers=""):
        """Status and content."""
        target = path if path.startswith("/") else self.path + path
        answer = self.send(f"{method} {target} HTTP/1.1\r\nHost: {host or self.place[0]}\r\n"
                           f"{headers}\r\n".encode())
        head, _, content = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), content.decode()


def expect_good_metrics(text):
    """Prometheus's own checker finds nothing to complain about."""
    promtool = shutil.which("promtool")
    if not promtool:
        skip("promtool (package prometheus) is not installed")
    checked = subprocess.run([promtool, "check", "metrics"], input=text, text=True,
                             capture_output=True, check=False)
    expect(checked.returncode == 0 and not checked.stderr, f"promtool: {checked.stderr}")
