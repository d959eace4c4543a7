# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong options, taken ports, missing compilers: each ends the start with its status and one line."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.agent_case import is_running  # noqa: E402
from support.distccd_case import BIN, CASE, eventually, expect, fail, folder  # noqa: E402


DISTCCD = str(BIN / "distccd")
tmp = folder("tmp")
cmdlist = CASE / "cmdlist"
cmdlist.write_text("/usr/bin/gcc\n")
environment = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp), "DISTCC_CMDLIST": str(cmdlist)}


def start(*options, **changes):
    setting = {name: value for name, value in {**environment, **changes}.items() if value}
    return subprocess.run([DISTCCD, *options], env=setting, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, check=False)


def expect_failure(status, text, *options, **changes):
    done = start("--daemon", "--no-detach", "--log-stderr", "--user=nobody", *options, **changes)
    expect(done.returncode == status, f"{options}: status {done.returncode}: {done.stderr}")
    expect(text in done.stderr, f"{options}: {done.stderr!r} does not say {text!r}")


expect_failure(101, "--bogus", "--bogus")
expect_failure(101, "--port", "--port=70000")
expect_failure(101, "--jobs", "--jobs=0")
expect_failure(101, "--allow", "--allow=10.0.0.0/40")
expect_failure(101, "--sandbox", "--sandbox=perhaps")
expect_failure(102, "--listen", "--listen=no.such.host.invalid")
expect_failure(107, "TMPDIR", TMPDIR="/nonexistent")
with socket.create_server(("127.0.0.1", 0)) as taken:
    port = taken.getsockname()[1]
    expect_failure(102, "cannot listen", "--listen=127.0.0.1", f"--port={port}")
    # The foreground process tells of it too.
    done = start("--daemon", "--listen=127.0.0.1", f"--port={port}", "--log-stderr")
    expect(done.returncode == 102, f"detached: status {done.returncode}")
if not any(Path(place).is_dir() for place in ("/usr/lib/distcc", "/usr/local/lib/distcc")):
    expect_failure(110, "run update-distcc-symlinks", DISTCC_CMDLIST=None)

version = start("--version")
expect(version.returncode == 0, "--version fails")
expect(re.match(r"distccd \S+ \S+\n  \(protocols .*\) \(default port 3632\)\n", version.stdout),
       f"--version prints {version.stdout!r}")
expect("--job-lifetime" in start("--help").stdout, "--help does not list the options")
expect("--port=4711" in start("--show-config", "-p", "4711").stdout, "--show-config is wrong")

# Detached: it listens, and has written its pid, before the foreground process ends.
log = CASE / "log"
log.touch()
log.chmod(0o666)
pid_file = folder("run") / "pid"
done = start("--daemon", "--listen=127.0.0.1", "--port=0", f"--pid-file={pid_file}",
             f"--log-file={log}", "--user=nobody")
expect(done.returncode == 0, f"--daemon: {done.returncode} {done.stderr}")
pid = int(pid_file.read_text())
found = re.search(r"listening on (127\.0\.0\.1):(\d+)", log.read_text())
if not found:
    fail(f"no listening line in {log.read_text()!r}")
socket.create_connection((found[1], int(found[2])), timeout=60).close()
expect("only clients on this machine may connect" in log.read_text(), "the closed start is not told")

# A rotated log is opened anew on HUP.
log.rename(CASE / "log.1")
log.touch()
log.chmod(0o666)
os.kill(pid, signal.SIGHUP)
eventually(lambda: "reloaded" in log.read_text(), "the new log")
os.kill(pid, signal.SIGTERM)
eventually(lambda: not is_running(pid), "the end of the daemon")
expect(not pid_file.exists(), "the pid file was left")

# A log file that cannot be opened is told, and the server goes on.
done = start("--version", "--log-file=/nonexistent/log")
expect(done.returncode == 0, "--version needs a log file")
