# SPDX-License-Identifier: GPL-3.0-or-later
"""A ,cpp host without pump: the client starts the agent, again when it dies, and does without it."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.agent_case import Agents, is_running, state_of  # noqa: E402
from support.distccd_case import BIN, CASE, Server, eventually, expect, folder, skip  # noqa: E402

UNITS = 8
work = folder("work")
log = CASE / "client.log"
for number in range(UNITS):
    (work / f"u{number}.c").write_text(f'#include <stdio.h>\n#include "h.h"\nint f{number}(void) '
                                       f"{{ return H + {number}; }}\n")
(work / "h.h").write_text("#define H 1\n")
(work / "Makefile").write_text(f"all: $(foreach n,$(shell seq 0 {UNITS - 1}),u$(n).o)\n"
                               "%.o: %.c\n\t$(CC) -g -O1 -MD -c $< -o $@\n")


def outputs():
    return {path.name: path.read_bytes() for path in work.iterdir() if path.suffix in (".o", ".d")}


def clean():
    for name in outputs():
        (work / name).unlink()


def run(words, environment):
    log.unlink(missing_ok=True)
    done = subprocess.run(words, cwd=work, env=environment, capture_output=True, text=True,
                          timeout=100, check=False)
    expect(done.returncode == 0 and not done.stderr, f"{words}: {done}")
    return log.read_text() if log.exists() else ""


def compile_one(environment, program=BIN / "distcc"):
    """The client's log of one compile, which must come back from the host, as a local one's."""
    clean()
    text = run([program, "gcc", "-g", "-O1", "-MD", "-c", "u1.c", "-o", "u1.o"], environment)
    expect("u1.c on 127.0.0.1" in text, text)
    expect(outputs() == {name: wanted[name] for name in ("u1.o", "u1.d")}, "it differs")
    return text


class Killer(threading.Thread):
    """Kills the agent whenever there is one."""

    def __init__(self, agents):
        super().__init__(daemon=True)
        self.agents, self.kills, self.over = agents, 0, threading.Event()

    def run(self):
        while not self.over.wait(0.05):
            if status := self.agents.status():
                os.kill(status["pid"], signal.SIGKILL)
                self.kills += 1


with Server() as server, Agents() as agents:
    if "compilers are confined" not in server.log():
        server.wait_for_log("compilers are")
    if "compilers are confined" not in server.log():
        skip("compilers cannot be confined here")
    run(["make", "-j2", "CC=gcc"], {"PATH": os.environ["PATH"]})
    wanted = outputs()
    environment = {**agents.environment, "DISTCC_HOSTS": f"{server.host},cpp,lzo",
                   "DISTCC_LOG": str(log), "DISTCC_FALLBACK": "0"}

    # The first one starts the agent, the next ones ask it.
    expect(agents.status() is None, "an agent was there")
    for _ in range(2):
        expect("preprocessing locally" not in compile_one(environment), log.read_text())
    expect(agents.status()["answers"] == 2, f"{agents.status()}")

    # One that dies is started again, also under pump.
    pid = agents.status()["pid"]
    os.kill(pid, signal.SIGKILL)
    expect("preprocessing locally" not in compile_one(environment), log.read_text())
    compiles = "distcc gcc -g -O1 -MD -c u1.c -o u1.o"
    log.unlink()
    done = subprocess.run([BIN / "pump", "sh", "-c", f"{compiles} && kill -9 $INCLUDE_SERVER_PID && "
                           f"{compiles}"], cwd=work, env=environment, capture_output=True,
                          text=True, timeout=60, check=False)
    expect(done.returncode == 0 and "preprocessing locally" not in log.read_text(), f"{done}")

    # Builds under which it is killed all the time.
    killer = Killer(agents)
    killer.start()
    while killer.kills < 4:
        clean()
        # However early it is killed, the next client starts another.
        run(["make", "-j4", f"CC={BIN}/distcc gcc"], {**environment, "DISTCC_BACKOFF_PERIOD": "0"})
        expect(outputs() == wanted, "an object or dependency file differs from a local compile's")
    killer.over.set()
    killer.join()

    # One that is silent costs its bound once; then it is left alone, until it is looked after.
    agents.run()
    pid = agents.status()["pid"]
    os.kill(pid, signal.SIGSTOP)
    eventually(lambda: state_of(pid) == "T", "the stop")
    impatient = {**environment, "DISTCC_AGENT_TIMEOUT": "1"}
    expect("the agent does not answer; preprocessing locally" in compile_one(impatient), log.read_text())
    expect("is left alone; preprocessing locally" in compile_one(impatient), log.read_text())
    stale = time.time() - 1000
    (failed,) = (agents.directory / "agent").glob("*.failed")
    os.utime(failed, (stale, stale))
    text = compile_one(environment)
    expect("preprocessing locally" not in text, text)
    expect(agents.status()["pid"] != pid and not failed.exists(), "no new agent in its place")
    os.kill(pid, signal.SIGKILL)

    # One that cannot start is no reason to fail, and is not tried for each job.
    agents.run("--stop")
    shutil.copy(BIN / "distcc", folder("alone") / "distcc")
    lonely = {**environment, "PATH": "/usr/bin:/bin"}
    if shutil.which("distcc-agent", path=lonely["PATH"]) is None:
        text = compile_one(lonely, CASE / "alone/distcc")
        expect("neither beside this one nor in PATH; preprocessing locally" in text, text)
    (CASE / "alone/distcc-agent").write_text("#!/bin/sh\necho tried >> tries\nexit 1\n")
    (CASE / "alone/distcc-agent").chmod(0o755)
    for reason in ("distcc-agent failed", "is left alone"):
        text = compile_one(lonely, CASE / "alone/distcc")
        expect(f"{reason}; preprocessing locally" in text, text)
    expect((work / "tries").read_text() == "tried\n", "it was tried more than once")
    expect(not is_running(pid), "the silent agent is still there")

# A host that takes no files (109: its compilers are not confined) gets the text of the same job.
for mark in (agents.directory / "agent").glob("*.failed"):
    mark.unlink()
with Server("--sandbox=off") as server, Agents() as agents:
    text = compile_one({**agents.environment, "DISTCC_HOSTS": f"{server.host},cpp,lzo",
                        "DISTCC_LOG": str(log), "DISTCC_FALLBACK": "0"})
    expect("refused (pump_mode)" in text and "; preprocessing locally" in text, text)
    server.wait_for_log("refused (pump_mode)")
