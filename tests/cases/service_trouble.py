# SPDX-License-Identifier: GPL-3.0-or-later
"""A log file, a user, a port, an access list that is not to be had: one clear line and the right end."""

import os
import pwd
import signal
import socket
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import BIN, CASE, eventually, expect, folder, skip  # noqa: E402
from support.service_case import Manager, OwnServer  # noqa: E402


cmdlist = CASE / "cmdlist"
cmdlist.write_text("/usr/bin/gcc\n")
environment = {"PATH": os.environ["PATH"], "TMPDIR": str(folder("tmp")), "DISTCC_CMDLIST": str(cmdlist)}


def expect_one_line(status, text, *options, **changes):
    done = subprocess.run([BIN / "distccd", "--daemon", "--no-detach", "--user=nobody", *options],
                          env={**environment, **changes}, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=20, check=False)
    expect(done.returncode == status, f"{options}: status {done.returncode}: {done.stderr}")
    lines = done.stderr.splitlines()
    expect(len(lines) == 1 and text in lines[0], f"{options}: {done.stderr!r} instead of {text!r}")


with socket.create_server(("127.0.0.1", 0)) as taken:
    port = taken.getsockname()[1]
    expect_one_line(102, f"cannot listen on 127.0.0.1 port {port}: Address already in use",
                    "--listen=127.0.0.1", f"--port={port}", "--log-stderr")
    # Also when the log is a file: whoever starts it sees why it did not start.
    log = CASE / "port.log"
    log.touch()
    log.chmod(0o666)
    expect_one_line(102, "Address already in use", "--listen=127.0.0.1", f"--port={port}",
                    f"--log-file={log}")
    expect("Address already in use" in log.read_text(), "the log does not say so")
expect_one_line(101, "ALLOWED_SERVERS: 192.168.1.0/33: the number of bits",
                ALLOWED_SERVERS="10.0.0.0/8, 192.168.1.0/33")
expect_one_line(115, "cannot open /nonexistent/clients", "--allow-file=/nonexistent/clients")
expect_one_line(101, "--stop-timeout: must not be negative", "--stop-timeout=-1")

if os.getuid() != 0:
    skip("only root can become another user")


def first_line_on_stderr(*options, text):
    """The server starts all the same, and says what it does instead. Whom does it run as?"""
    manager = Manager(f"@distcc-trouble-{os.getpid()}-{text}"[:100])
    process = subprocess.Popen([BIN / "distccd", "--daemon", "--no-detach", "--listen=127.0.0.1",
                                "--port=0", *options], stdin=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True,
                               env={**environment, **manager.environment})
    line = process.stderr.readline()
    expect(text in line, f"{options}: {line!r} instead of {text!r}")
    manager.expect("READY")
    owner = Path(f"/proc/{process.pid}").stat().st_uid
    process.send_signal(signal.SIGTERM)
    expect(process.wait(timeout=20) == 0, "the exit status is not 0")
    rest = process.stderr.read().splitlines()
    expect(not rest, f"more lines: {rest}")
    return owner


nobody = pwd.getpwnam("nobody").pw_uid
log = CASE / "made.log"
owner = first_line_on_stderr("--user=no-such-user", f"--log-file={log}",
                             text="there is no user no-such-user; running as nobody instead")
expect(owner == nobody, f"it runs as {owner}")

# A log file that is not there is made, and is the server's own: after a rotation it still can write.
log.unlink()
server = OwnServer(log=log)
expect(log.stat().st_uid == nobody, f"the log belongs to {log.stat().st_uid}")
expect(log.stat().st_mode & 0o777 == 0o644, f"its mode is {log.stat().st_mode:o}")
server.end()

# One that is there and somebody else's stays as it is, and nothing is written through a link.
log.write_text("the administrator's\n")
os.chown(log, 0, 0)
log.chmod(0o600)
first_line_on_stderr("--user=nobody", f"--log-file={log}",
                     text=f"failed to open {log}: Permission denied; log lines go to syslog")
expect(log.read_text() == "the administrator's\n" and log.stat().st_uid == 0, "it was touched")
link = CASE / "link.log"
link.symlink_to(CASE / "target")
first_line_on_stderr("--user=nobody", f"--log-file={link}", text=f"failed to open {link}")
expect(not (CASE / "target").exists(), "a file was made through a link")
first_line_on_stderr("--user=nobody", "--log-file=/nonexistent/log",
                     text="failed to open /nonexistent/log: No such file or directory")
eventually(lambda: not list((CASE / "tmp").iterdir()), "an empty TMPDIR")
