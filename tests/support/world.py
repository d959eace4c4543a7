# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine of the test's own: the files of this one under a layer that is thrown away.

Commands of users' guides write to /etc, install to /usr, and listen on port 3632 of machines called red
and blue. Here they can: the root is an overlay on a tmpfs, and the network is a loopback of its own. The
first process of the world holds it; it ends with the case, and everything in it ends with it.
"""

import os
import shlex
import subprocess
import sys
import time

from support.case import CaseRun, last_lines, tail, words
from support.context import SYSTEM_PATH, Failure, Skip, need_program
from support.waiting import PATIENCE

PROGRAMS = ("distcc", "distccd", "distcc-agent", "distcc-doctor", "distccmon-text", "lsdistcc", "pump",
            "distcc-config", "update-distcc-symlinks")

# What the first process does: lays the root out, enters it, says so, reaps children to the end.
FIRST = r"""
set -eu
layer=$1; shift
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/root"
mount -t overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" overlay "$layer/root"
cd "$layer/root"
mount -t tmpfs -o mode=1777 tmpfs tmp
for place in "$@"; do mkdir -p "./$place"; mount --bind "$place" "./$place"; done
mount -t proc proc proc
mount --rbind /dev dev
mount --rbind /sys sys
mount -t tmpfs -o mode=755 tmpfs run
mkdir run/.old
pivot_root . run/.old
umount -l /run/.old
rmdir /run/.old
ip link set lo up
exec "$PYTHON" -c '
import os, signal, sys
signal.signal(signal.SIGCHLD, lambda *_: None)
print("ready", flush=True)
while True:
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        signal.pause()
'
"""


class World:
    """`folders` are seen in the world as they are here, changes included: build trees and the like."""

    def __init__(self, run: CaseRun, folders=()):
        if os.geteuid() != 0:
            raise Skip("only root can make a machine of its own from this one")
        for program in ("unshare", "nsenter", "ip"):
            need_program(program)
        self.run = run
        layer = run.folder("world")
        places = [str(run.context.build), str(run.context.bin), str(run.directory), *map(str, folders)]
        self.process = run.start(
            ["unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child",
             "sh", "-c", FIRST, "world", layer, *places],
            env={"PYTHON": sys.executable}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if self.process.stdout.readline() != b"ready\n":
            raise Failure("no world: " + last_lines(self.process.stderr.read().decode()))
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children, encoding="ascii") as file:
            self.first = file.read().split()[0]
        # A machine on which nobody has set distcc or ccache up yet.
        self.succeed("rm -rf /etc/distcc /usr/lib/distcc /usr/local/lib/distcc /usr/lib/ccache"
                     " /root/.distcc /root/.config/ccache /root/.ccache /etc/ccache.conf")

    def install_programs(self):
        """Our programs below /usr, as a package puts them there."""
        bin = self.run.context.bin
        names = [name for name in PROGRAMS if (bin / name).exists()]
        self.succeed(["cp", *(bin / name for name in names), "/usr/bin"])

    def name_hosts(self, *names):
        """Further machines, all of them this one: 127.0.0.2 and so on by name."""
        lines = "".join(f"127.0.0.{number} {name}\n" for number, name in enumerate(names, 2))
        self.succeed(f"printf '127.0.0.1 localhost\n{lines}' > /etc/hosts".replace("\n", "\\n"))

    def start_server(self, name, *options):
        """Our distccd on port 3632 of a named machine. The path of its log in the world."""
        log = f"/var/log/distccd-{name}.log"
        self.succeed(f"touch {log} && chmod 666 {log}")
        with open(self.run.directory / f"{name}.err", "ab") as errors:
            process = self.start(
                ["distccd", "--daemon", "--no-detach", "--listen", name, "--allow", "127.0.0.0/8",
                 "--user", "nobody", "--log-file", log, "--log-level", "info", *options],
                stdout=errors, stderr=errors)
        end = time.monotonic() + PATIENCE
        while f"listening on" not in self.read(log):
            if process.poll() is not None or time.monotonic() > end:
                raise Failure(f"distccd on {name} does not listen: {tail(log, 3)}")
            time.sleep(0.02)
        return log

    def enter(self, argv, cwd="/root", user=None):
        """The words that run `argv` in the world, as root or as a user of the world."""
        inside = ["env", f"--chdir={cwd}", *map(str, argv)]
        if user is not None:
            inside = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *inside]
        return ["nsenter", f"--target={self.first}", "--mount", "--net", "--pid", "--ipc", "--uts",
                *inside]

    def environment(self, extra=None):
        return {"HOME": "/root", "TMPDIR": "/var/tmp", "PATH": SYSTEM_PATH, "PWD": None, **(extra or {})}

    def do(self, command, env=None, cwd="/root", user=None, seconds=None):
        """Runs words, or a line for the shell, in the world. Gives how it ended."""
        argv = ["sh", "-c", command] if isinstance(command, str) else command
        return self.run.run(self.enter(argv, cwd, user), self.environment(env), seconds=seconds)

    def succeed(self, command, env=None, cwd="/root", user=None, seconds=None):
        done = self.do(command, env, cwd, user, seconds)
        if done.status != 0:
            said = last_lines(done.err + done.out, 12)
            raise Failure(f"exit {done.status}: {words([command])}: {said}")
        return done

    def start(self, argv, env=None, cwd="/root", user=None, **popen):
        """Starts a program in the world that goes on beside the case."""
        return self.run.start(self.enter(argv, cwd, user), self.environment(env), **popen)

    def write(self, path, text, mode=None):
        """Writes a file of the world."""
        quoted = shlex.quote(str(path))
        script = f"mkdir -p \"$(dirname {quoted})\" && printf %s {shlex.quote(text)} > {quoted}"
        if mode is not None:
            script += f" && chmod {mode:o} {quoted}"
        self.succeed(script)

    def read(self, path):
        return self.succeed(["cat", path]).out
