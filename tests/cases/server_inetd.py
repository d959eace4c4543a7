# SPDX-License-Identifier: GPL-3.0-or-later
"""One job on standard input: over a socket and over two pipes, in no more than the compiler needs."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    BIN, CASE, COMPILE, Answer, expect, expect_refused, folder, read_answer, request)


environment = {"PATH": os.environ["PATH"], "TMPDIR": str(folder("tmp"))}
words = [str(BIN / "distccd"), "--inetd", "--enable-tcp-insecure", "--user=nobody",
         f"--log-file={CASE}/log"]
(CASE / "log").touch()
(CASE / "log").chmod(0o666)


def over_socket(data, command=None):
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(command or words, env=environment, stdin=theirs, stdout=theirs,
                               stderr=theirs)
    theirs.close()
    ours.settimeout(20)
    ours.sendall(data)
    answer = read_answer(ours)
    expect(process.wait(timeout=20) == 0, "the exit status is not 0")
    return answer


def over_pipes(data):
    process = subprocess.Popen(words, env=environment, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    process.stdin.write(data)
    process.stdin.flush()
    answer = Answer(process.stdout.read())
    process.stdin.close()
    expect(process.wait(timeout=20) == 0, "the exit status is not 0")
    return answer


for run in (over_socket, over_pipes):
    begun = time.monotonic()
    answer = run(request(COMPILE))
    expect(answer.whole and answer.status == 0, f"{run.__name__}: {answer.data[:200]!r}")
    expect(time.monotonic() - begun < 15, f"{run.__name__} took {time.monotonic() - begun} s")
expect_refused(over_pipes(request(["gcc", "main.c"])), "malformed_command", 109)

# Without --inetd or --daemon a socket as standard input means the same.
answer = over_socket(request(COMPILE), [word for word in words if word != "--inetd"])
expect(answer.whole and answer.status == 0, "the mode was not found out")
expect(not list((CASE / "tmp").iterdir()), "something was left in TMPDIR")
