# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server's case scripts share: a distccd on a free port, and raw clients of any kind.

The server is started with a listening socket that is already open (socket activation), so that a
client can connect at once and nothing has to be waited for.
"""

import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from support.waiting import PATIENCE  # noqa: F401  cases take it from here

BIN = Path(os.environ["BIN"])
CASE = Path(os.environ["CASE"])
NUMBERS = itertools.count(1)
# How long slow compilers of this run sleep: a number that finds their processes among all others.
LONG = f"987.{os.getpid():07}"


def fail(text):
    print(f"FAIL: {text}", file=sys.stderr)
    sys.exit(1)


def skip(reason):
    print(reason)
    sys.exit(77)


def expect(condition, text):
    if not condition:
        fail(text)


def eventually(condition, what):
    """Looks until it holds; for what shows only in /proc or in a file."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    fail(f"{what} did not happen within {PATIENCE} s")


def folder(name):
    """A folder of the case that the server's unprivileged user can use."""
    path = CASE / name
    path.mkdir(exist_ok=True)
    path.chmod(0o1777)
    for parent in [CASE, *CASE.parents]:
        if not os.stat(parent).st_mode & 0o001:
            if os.getuid() == 0:
                skip(f"{parent} cannot be entered by the user that the server becomes")
            break
    return path


def write_compiler(name, script):
    """A compiler that is a shell script; it is in the list of allowed ones."""
    path = folder("compilers") / name
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)
    return path


def write_list(compilers=None):
    """The list of allowed compilers: gcc, by both of its names, and those of write_compiler()."""
    made = sorted((CASE / "compilers").glob("*")) if (CASE / "compilers").exists() else []
    listed = compilers if compilers is not None else [shutil.which("gcc"), *made]
    triple = subprocess.run(["gcc", "-dumpmachine"], capture_output=True, text=True,
                            check=False).stdout.strip()
    twin = shutil.which(f"{triple}-gcc")
    path = CASE / "cmdlist"
    path.write_text("".join(f"{one}\n" for one in [*listed, *([twin] if twin else [])]))
    path.chmod(0o644)
    return path


class Server:
    """distccd with `options`, allowed to run gcc and whatever write_compiler() has made."""

    def __init__(self, *options, environment=None, compilers=None, command_list=True,
                 address="127.0.0.1"):
        self.tmp = folder("tmp")
        self.log_path = CASE / f"distccd-{next(NUMBERS)}.log"
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.listener = socket.create_server((address, 0), family=family, backlog=512)
        self.address = self.listener.getsockname()[:2]
        self.options = list(options)
        setting = {"PATH": os.environ["PATH"], "TMPDIR": str(self.tmp)}
        if command_list:
            setting["DISTCC_CMDLIST"] = str(write_list(compilers))
        setting.update(environment or {})
        self.start(setting)

    def start(self, setting):
        fd = self.listener.fileno()

        def hand_over():
            os.dup2(fd, 3)
            os.set_inheritable(3, True)

        # The process id is known only after the fork, so a shell puts it in the environment.
        command = ["sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "sh", str(BIN / "distccd"),
                   "--daemon", "--no-detach", f"--log-file={self.log_path}", "--user=nobody",
                   "--log-level=info", *self.options]
        self.log_path.touch()
        self.log_path.chmod(0o666)
        self.process = subprocess.Popen(command, env=setting, stdin=subprocess.DEVNULL,
                                        preexec_fn=hand_over, close_fds=False)
        self.listener.close()

    @property
    def host(self):
        return f"{self.address[0]}:{self.address[1]}"

    def log(self):
        return self.log_path.read_text(errors="replace")

    def wait_for_log(self, text, count=1):
        eventually(lambda: self.log().count(text) >= count, f"{count}x {text!r} in the log")

    def connect(self):
        client = socket.create_connection(self.address, timeout=PATIENCE)
        return client

    def job_directories(self):
        return list(self.tmp.glob("distccd_*"))

    def end(self, expected=0):
        """Ends it as a service manager does; it must leave nothing behind."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=PATIENCE)
        expect(status == expected, f"distccd ended with {status}")
        expect(not self.job_directories(), f"left behind: {self.job_directories()}")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            print(self.log()[-4000:], file=sys.stderr)
            self.process.kill()
            self.process.wait()
            return
        self.end()


def token(name, number):
    return name.encode() + b"%08x" % number


def head(words, version=1):
    request = token("DIST", version) + token("ARGC", len(words))
    for word in words:
        request += token("ARGV", len(word)) + word.encode()
    return request


def request(words, source=b"int x;\n", version=1):
    return head(words, version) + token("DOTI", len(source)) + source


COMPILE = ["gcc", "-c", "main.c", "-o", "main.o"]


class Answer:
    """A decoded answer of version 1; `whole` is false when the connection ended before its end."""

    def __init__(self, data):
        self.data = data
        self.fields = {}
        self.whole = False
        while len(data) >= 12:
            name, number = data[:4].decode("latin1"), int(data[4:12], 16)
            data = data[12:]
            if name in ("DONE", "STAT"):
                self.fields[name] = number
                continue
            if len(data) < number:
                return
            self.fields[name], data = data[:number], data[number:]
            self.whole = name == "DOTO"

    @property
    def status(self):
        return self.fields["STAT"]

    @property
    def errors(self):
        return self.fields["SERR"].decode("utf-8", "replace")


def read_answer(client):
    """Everything until the server closes."""
    data = b""
    while True:
        piece = client.recv(65536)
        if not piece:
            return Answer(data)
        data += piece


def literal_lzo(text):
    """`text`, at most 238 bytes, as one LZO1X block that holds it as it is."""
    return bytes([17 + len(text)]) + text + b"\x11\0\0"


def lzo_bomb(size):
    """A small LZO1X block that unpacks to about `size` zeros: four literals, then long matches."""
    match = bytes([0x20]) + b"\0" * (size // 255 // 16) + b"\1" + b"\0\0"
    return bytes([17 + 4]) + b"\0\0\0\0" + match * 16 + b"\x11\0\0"


def compile_once(server, words=None, source=b"int x;\n"):
    with server.connect() as client:
        client.sendall(request(words or COMPILE, source))
        return read_answer(client)


def expect_served(server):
    """The server compiles as if nothing had happened."""
    answer = compile_once(server)
    expect(answer.whole and answer.status == 0, f"a good job got {answer.data[:200]!r}")
    expect(answer.fields["DOTO"][:4] == b"\x7fELF", "the object is no object")


def expect_refused(answer, kind, status):
    expect(answer.whole, f"{kind}: the answer is not complete: {answer.data[:200]!r}")
    expect(answer.status == status << 8, f"{kind}: status {answer.status:#x}")
    expect(f"refused ({kind})" in answer.errors, f"{kind}: the text is {answer.errors!r}")
    expect(answer.fields["DOTO"] == b"", f"{kind}: there is an object")


def processes_with(text):
    """Living processes whose command line has `text` in it."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            if state not in "ZX" and text.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def children_of(pid):
    """Living processes whose parent is `pid`."""
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()]
