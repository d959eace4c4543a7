# SPDX-License-Identifier: GPL-3.0-or-later
"""distccd, ours or stock, on a free loopback port for the length of a case."""

import errno
import os
import random
import re
import shutil
import socket
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from support.case import end_group, tail
from support.context import SYSTEM_PATH, Failure, Skip
from support.waiting import PATIENCE

COMPILERS = ("gcc", "g++", "cc", "c++", "clang", "clang++")
TARGET = re.compile(r"^.*linux-gnu(eabihf)?-")
BIND_FAILED = 102
UNPRIVILEGED = "nobody"


@dataclass
class Server:
    """`host` is what a host list calls it; `log` is its log file."""
    process: object
    address: str
    port: int
    log: Path
    directory: Path

    @property
    def host(self):
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{address}:{self.port}"

    def stop(self):
        end_group(self.process)


@dataclass
class Setup:
    """How a server is started; the defaults suit a case that only wants its jobs done."""
    address: str = "127.0.0.1"
    jobs: int = 4
    path: str = SYSTEM_PATH
    options: tuple = ()
    environment: dict = field(default_factory=dict)
    before: tuple = ()     # words in front of the command, such as a mount namespace
    insecure: bool = True  # the stock server has no white list outside of /usr/lib/distcc


def compiler_paths(path):
    """The compilers on `path` under each name a client may ask for; the first of a name wins."""
    found = {}
    for directory in filter(None, path.split(":")):
        for file in sorted(Path(directory).glob("*")):
            plain = TARGET.sub("", file.name)
            if plain in COMPILERS and os.access(file, os.X_OK):
                found.setdefault(file.name, str(file))
    return list(found.values())


def start(run, programs, setup=None, name=None):
    """Starts a server that is ended with the case. It accepts connections when this returns."""
    setup = setup or Setup()
    need_address(setup.address)
    directory = server_directory(run, name or f"{programs.name}-server")
    for _ in range(5):
        server = _try_start(run, programs, setup, directory)
        if server is not None:
            return server
    raise Failure("no free port found in five attempts")


def server_directory(run, name):
    """A folder that a server can use after it has given up root: TMPDIR and the log lie in it."""
    directory = run.directory / name
    if not everybody_may_enter(run.directory):
        directory = Path(tempfile.mkdtemp(prefix="interop-"))
        run.on_exit(shutil.rmtree, directory, True)
        (run.directory / name).symlink_to(directory)
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    (directory / "tmp").mkdir(exist_ok=True)
    (directory / "tmp").chmod(0o1777)
    log = directory / "server.log"
    log.touch()
    log.chmod(0o666)
    (run.directory / f"{name}.log").symlink_to(log)
    return directory


def everybody_may_enter(directory):
    return all(folder.stat().st_mode & 0o001 for folder in [directory, *directory.parents])


def environment(programs, setup, directory):
    """What a server finds in its environment: its own TMPDIR, PATH and list of compilers."""
    listed = directory / "compilers"
    listed.write_text("".join(line + "\n" for line in compiler_paths(setup.path)))
    result = {**programs.environment, "TMPDIR": directory / "tmp", "HOME": directory,
              "PATH": setup.path}
    if programs.name == "ours":
        result["DISTCC_CMDLIST"] = listed
    return {**result, **setup.environment}


def _try_start(run, programs, setup, directory):
    port = free_port(setup.address)
    log = directory / "server.log"
    argv = [*setup.before, programs.server, "--daemon", "--no-detach", "--listen", setup.address,
            "--port", port, "--allow", setup.address, "--jobs", setup.jobs, "--log-file", log,
            "--log-level", "info"]
    if programs.name == "stock" and setup.insecure:
        argv.append("--enable-tcp-insecure")
    if os.geteuid() == 0:
        argv += ["--user", UNPRIVILEGED]
    with open(run.directory / f"{directory.name}.err", "ab") as errors:
        process = run.start(argv + list(setup.options), environment(programs, setup, directory),
                            cwd=directory, stdout=errors, stderr=errors)
    server = Server(process, setup.address, port, log, directory)
    if wait_until_listening(process, port, ":" in setup.address):
        return server
    if process.returncode == BIND_FAILED:
        return None
    said = tail(run.directory / f"{directory.name}.err", 3) + tail(log, 3)
    raise Failure(f"{programs.name} distccd did not start (exit {process.returncode}): {said}")


def need_address(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.bind((address, 0))
    except OSError:
        raise Skip(f"this machine has no address {address}") from None


def free_port(address="127.0.0.1"):
    """A port that was free a moment ago; who finds it taken asks again. Not one of those that the
    kernel gives to every client and to whoever asks for any port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket(family) as probe:
            try:
                probe.bind((address, port))
                return port
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise


def is_listening(port, ipv6=False):
    """Looks in the kernel's table, because a connection would count as a job."""
    with open("/proc/net/tcp6" if ipv6 else "/proc/net/tcp", encoding="ascii") as table:
        for line in list(table)[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                return True
    return False


def wait_until_listening(process, port, ipv6=False):
    """False when the process ended instead; a failure when neither happens in time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if is_listening(port, ipv6):
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.005)
    raise Failure(f"a server does not listen after {PATIENCE} s")


def need_compiler(name):
    if shutil.which(name, path=SYSTEM_PATH) is None:
        raise Skip(f"{name} is not installed")
