# SPDX-License-Identifier: GPL-3.0-or-later
"""How the agent comes and goes: one at a time, holding nothing, replaced, gone with its directory."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.agent_case import Agents, is_running  # noqa: E402
from support.distccd_case import BIN, eventually, expect, folder  # noqa: E402
from support.pump_case import number, read_token, token  # noqa: E402

work = folder("work")
(work / "a.c").write_text('#include "a.h"\n')
(work / "a.h").write_text("int a;\n")
QUESTION = token("CDIR", str(work).encode()) + number("ARGC", 3) + b"".join(
    token("ARGV", word) for word in (b"gcc", b"-c", b"a.c"))


def connect(agents):
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(20)
    os.chdir(agents.socket().parent)  # the name alone is short enough for a socket address
    client.connect(agents.socket().name)
    return client


def ask(agents, question=QUESTION):
    with connect(agents) as client:
        client.sendall(question)
        _, count = read_token(client)
        paths = []
        for _ in range(count):
            _, size = read_token(client)
            paths.append(client.recv(size, socket.MSG_WAITALL).decode())
        expect(client.recv(1) == b"", "more than an answer")
    return paths


def start(agents, program=BIN / "distcc-agent"):
    done = subprocess.run([program], env=agents.environment, capture_output=True, timeout=30,
                          check=False)
    expect(done.returncode == 0 and not done.stdout + done.stderr, f"{done}")
    return agents.status()["pid"]


with Agents() as agents:
    expect(agents.status() is None and agents.run("--stop").returncode == 1, "an agent was there")

    # Many starters, one agent. It has a session of its own and nothing of theirs open: the pipe of
    # this very call would otherwise never end.
    starters = [subprocess.Popen([BIN / "distcc-agent"], env=agents.environment,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                for _ in range(8)]
    for starter in starters:
        expect(starter.communicate(timeout=30)[0] == b"" and starter.returncode == 0, f"{starter}")
    pid = agents.status()["pid"]
    expect(start(agents) == pid, "a second agent was started")
    expect(os.getsid(pid) == pid, "no session of its own")
    expect(os.readlink(f"/proc/{pid}/cwd") == "/", "it is not in the root directory")
    for fd in range(3):
        target = os.readlink(f"/proc/{pid}/fd/{fd}")
        expect(target == "/dev/null", f"descriptor {fd} is {target}")
    directory = agents.socket().parent
    expect(directory.stat().st_mode & 0o777 == 0o700, "its directory is open to others")
    expect(str(os.stat("/proc/self/ns/mnt").st_ino) in agents.socket().name, "no namespace in name")

    # Clients that break off, talk nonsense or say nothing do not keep it from others.
    silent = [connect(agents) for _ in range(4)]
    for nonsense in (b"CDIR", b"GET / HTTP/1.0\r\n", QUESTION[:-2], b"CDIR0000000z",
                     token("CDIR", b"/") + number("ARGC", 0xffffffff)):
        with connect(agents) as client:
            client.sendall(nonsense)
    paths = ask(agents)
    root = Path("/").joinpath(*Path(paths[0]).parts[:4])
    expect(sorted(p[len(str(root)):] for p in paths if str(work) in p)
           == [f"{work}/a.c.lzo", f"{work}/a.h.lzo"], f"{paths}")
    expect(all(os.path.lexists(path) for path in paths), f"{paths}")
    expect(root.stat().st_mode & 0o777 == 0o700, "the client root is open to others")
    for client in silent:
        client.close()
    expect(ask(agents, token("CDIR", str(work).encode()) + number("ARGC", 0)) == [], "no words")

    # One that was killed leaves its socket and its root; the next takes both over.
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not is_running(pid), "the end of the killed agent")
    expect(agents.status() is None, "the killed agent answers")
    second = start(agents)
    expect(second != pid and ask(agents), "no answer after a restart")
    expect(not root.exists(), f"{root} was not removed")

    # An outdated program makes room, and a client that it told something still finds it.
    copy = folder("copy") / "distcc-agent"
    shutil.copy(BIN / "distcc-agent", copy)
    agents.run("--stop")
    eventually(lambda: not is_running(second), "the end of the stopped agent")
    old = start(agents, copy)
    paths = ask(agents)
    copy.unlink()
    new = start(agents)
    expect(new != old and is_running(old), "the old agent was not replaced, or cut off")
    expect(ask(agents) != paths and all(os.path.lexists(path) for path in paths), "told in vain")
    os.kill(old, signal.SIGTERM)
    eventually(lambda: not is_running(old), "the end of the old agent")
    expect(not os.path.lexists(paths[0]), "the old root is still there")
    expect(agents.status()["pid"] == new, "the new agent went with the old one")

    # It makes room by itself too, for clients that only look whether one listens.
    agents.run("--stop")
    shutil.copy(BIN / "distcc-agent", copy)
    old = start(agents, copy)
    copy.unlink()
    eventually(lambda: agents.status() is None, "the retirement of an agent without program")
    expect(is_running(old), "it ended while clients may read what it told")
    os.kill(old, signal.SIGTERM)
    new = start(agents)

    # Without its directory nobody can reach it.
    paths = ask(agents)
    shutil.rmtree(directory)
    eventually(lambda: not is_running(new), "the end of an agent without directory")
    expect(not os.path.lexists(paths[0]), "the root is still there")

    # A directory that is open to others, or another's, is not used.
    directory.mkdir(mode=0o755)
    refused = agents.run()
    expect(refused.returncode != 0 and "0700" in refused.stderr, f"{refused}")
    directory.rmdir()

with Agents(idle=5) as agents, Agents(idle=5, name="long" * 30) as others:
    build = folder("build")
    held = agents.run("--serve-build", str(build))
    pid = int(held.stdout)
    expect(held.returncode == 0 and os.readlink(build / "socket") == str(agents.socket()), f"{held}")
    # Started later, ends earlier: a build keeps its agent although it asks nothing.
    other = start(others)
    eventually(lambda: not is_running(other), "the end of an idle agent")
    expect(is_running(pid), "the agent of a build did not stay")
    shutil.rmtree(build)
    eventually(lambda: not is_running(pid), "the end of an agent whose build is over")
