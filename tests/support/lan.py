# SPDX-License-Identifier: GPL-3.0-or-later
"""A small network of machines: namespaces on one bridge, each with a real D-Bus and a real Avahi.

A machine has its own network, host name, processes and /run, so that daemons find their usual
sockets there and touch nothing of the system's. Everything in it ends with its first process, and
that with this one.
"""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from support.context import SYSTEM_PATH, Failure, Skip, need_program
from support.waiting import wait_for

FIRST = """
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/lock
hostname "$1"
ip link set lo up
echo ready
read -r _ || exit 0
"""
AVAHI = """[server]
use-ipv4={ipv4}
use-ipv6={ipv6}
ratelimit-interval-usec=0
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
"""
CLEAN = {"PATH": SYSTEM_PATH, "LC_ALL": "C"}


def need_lan():
    """Skips where this machine cannot make one."""
    if os.geteuid() != 0:
        raise Skip("only root can join networks of namespaces")
    for program in ("unshare", "nsenter", "ip", "dbus-daemon", "avahi-daemon", "avahi-browse"):
        need_program(program)


def child_of(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0]) if children else None


class Program:
    """A program in a machine. What was started is nsenter, which waits for the program itself."""

    def __init__(self, nsenter):
        self.nsenter = nsenter
        wait_for(lambda: self.has_ended() or child_of(nsenter.pid), "start of a program")
        self.pid = None if self.has_ended() else child_of(nsenter.pid)

    def has_ended(self):
        return self.nsenter.poll() is not None

    def end(self, number=signal.SIGTERM):
        if not self.has_ended():
            os.kill(self.pid, number)
        self.nsenter.wait(30)


class Machine:
    """One machine; `directory` is its own. Leaving the context ends all that runs in it."""

    def __init__(self, name, directory):
        self.name = name
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.holder = subprocess.Popen(
            ["unshare", "--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child",
             "--mount-proc", "bash", "-c", FIRST, "bash", name],
            env=CLEAN, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=(self.directory / "machine.err").open("wb"))
        if self.holder.stdout.readline() != b"ready\n":
            said = (self.directory / "machine.err").read_text()
            self.close()
            raise Skip(f"this machine allows no namespaces for a network: {said.strip()}")
        self.pid = child_of(self.holder.pid)

    def close(self):
        self.holder.stdin.close()
        try:
            self.holder.wait(60)
        except subprocess.TimeoutExpired:
            self.holder.kill()
            self.holder.wait()
        self.holder.stdout.close()

    def inside(self, argv):
        return ["nsenter", "-t", str(self.pid), "--net", "--mount", "--uts", "--ipc", "--pid",
                f"--wdns={self.directory}", *(str(word) for word in argv)]

    def run(self, *argv, env=None, seconds=30):
        """The finished program."""
        return subprocess.run(self.inside(argv), env={**CLEAN, **(env or {})}, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds,
                              check=False)

    def succeed(self, *argv, env=None, seconds=30):
        done = self.run(*argv, env=env, seconds=seconds)
        if done.returncode != 0:
            raise Failure(f"{self.name}: exit {done.returncode}: {argv}: {done.stderr.strip()}")
        return done.stdout

    def start(self, *argv, env=None, **popen):
        """A program that runs beside the test until it is ended, at the latest by `close`."""
        return Program(subprocess.Popen(self.inside(argv), env={**CLEAN, **(env or {})},
                                        stdin=subprocess.DEVNULL, **popen))

    # The daemons of the system

    def start_bus(self):
        self.succeed("dbus-daemon", "--system", "--fork")

    def start_avahi(self, ipv4=True, ipv6=True):
        words = {True: "yes", False: "no"}
        config = self.directory / "avahi-daemon.conf"
        config.write_text(AVAHI.format(ipv4=words[ipv4], ipv6=words[ipv6]))
        self.succeed("avahi-daemon", "--daemonize", "--no-drop-root", "--no-chroot",
                     "--no-rlimits", "--file", config)

    def stop_avahi(self):
        self.succeed("avahi-daemon", "--kill")

    def browse(self, kind="_distcc._tcp"):
        """What avahi-browse finds now, resolved: one list of fields for each line."""
        text = self.succeed("avahi-browse", "--resolve", "--parsable", "--terminate",
                            "--no-db-lookup", kind)
        return [line.split(";") for line in text.splitlines() if line.startswith("=")]


class Lan:
    """The bridge and the machines on it, 10.99.0.1 and up (and fd99::1 and up)."""

    def __init__(self, directory):
        need_lan()
        self.directory = Path(directory)
        self.machines = []
        self.switch = Machine("switch", self.directory / "switch")
        self.switch.succeed("ip", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        self.switch.succeed("ip", "link", "set", "br0", "up")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for machine in self.machines + [self.switch]:
            machine.close()

    def add(self, name, ipv4=True, ipv6=True, avahi=True):
        """A machine whose Avahi is ready to be asked."""
        shutil.rmtree(self.directory / name, ignore_errors=True)
        machine = Machine(name, self.directory / name)
        self.machines.append(machine)
        number = len(self.machines)
        # From outside of the switch's processes, among which the machine has no number.
        subprocess.run(["nsenter", "-t", str(self.switch.pid), "--net", "ip", "link", "add",
                        f"port{number}", "type", "veth", "peer", "name", "eth0", "netns",
                        str(machine.pid)], env=CLEAN, check=True)
        self.switch.succeed("ip", "link", "set", f"port{number}", "master", "br0", "up")
        machine.succeed("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0") if ipv6 else \
            machine.succeed("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
        if ipv4:
            machine.succeed("ip", "addr", "add", f"10.99.0.{number}/24", "dev", "eth0")
        if ipv6:
            machine.succeed("ip", "addr", "add", f"fd99::{number}/64", "dev", "eth0", "nodad")
        machine.succeed("ip", "link", "set", "eth0", "up")
        machine.address = f"10.99.0.{number}" if ipv4 else f"fd99::{number}"
        if avahi:
            machine.start_bus()
            machine.start_avahi(ipv4, ipv6)
        return machine
