# SPDX-License-Identifier: GPL-3.0-or-later
"""--sandbox=strict serves only where compilers are confined; auto serves less, and says so."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    BIN, CASE, Server, expect, expect_served, folder, skip)


if os.getuid() != 0:
    skip("only root can make a machine that refuses namespaces")

# A user namespace in which no further one may be made: what a locked-down kernel is like. All users
# are mapped, so that the server can still give up root.
LOCKED = """echo ready; read go
echo 0 > /proc/sys/user/max_user_namespaces || exit 77
exec "$@"
"""


def start_without_namespaces(*options):
    cmdlist = CASE / "cmdlist"
    cmdlist.write_text("/usr/bin/gcc\n")
    process = subprocess.Popen(
        ["unshare", "--user", "--keep-caps", "sh", "-c", LOCKED, "sh", BIN / "distccd", "--daemon", "--no-detach",
         "--listen=127.0.0.1", "--port=0", "--log-stderr", "--user=nobody", *options],
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder("tmp")),
             "DISTCC_CMDLIST": str(cmdlist)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if process.stdout.readline() != "ready\n":
        skip(f"this machine allows no user namespace: {process.stderr.read()}")
    for table in ("uid_map", "gid_map"):
        Path(f"/proc/{process.pid}/{table}").write_text("0 0 65536\n")
    process.stdin.write("go\n")
    process.stdin.close()
    return process


with Server("--sandbox=strict") as server:
    expect_served(server)
    expect("compilers are confined: read-only view, own processes, no network" in server.log(),
           server.log())

strict = start_without_namespaces("--sandbox=strict")
text = strict.stderr.read()
status = strict.wait(timeout=20)
if status == 77:
    skip(f"namespaces cannot be refused here: {text}")
expect(status == 100, f"--sandbox=strict ended with {status}: {text}")
expect("--sandbox=strict: compilers are NOT confined: " in text, text)

auto = start_without_namespaces()
said = ""
while "only clients on this machine" not in said:
    line = auto.stderr.readline()
    expect(line, f"it ended: {said}")
    said += line
expect("Warning: compilers are NOT confined: " in said, said)
auto.terminate()
expect(auto.wait(timeout=20) == 0, "the exit status is not 0")
