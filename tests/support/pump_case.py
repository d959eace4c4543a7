# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cases about pump mode share: requests of protocol 3, and an include server.

The include server is what the stock client asks which files a compile reads (the conversation is
distcc-compat.md 7.2). This one asks the compiler, by `-M`, and answers as stock's does: compressed
copies below a root of three path components, links, and placeholders that make directories.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

PLACEHOLDER = "forcing_technique_271828"


def lzo(text):
    """`text` as one LZO1X block that holds it as it is."""
    size = len(text)
    if size == 0:
        return b""
    if size <= 238:
        return bytes([17 + size]) + text + b"\x11\0\0"
    zeros, last = divmod(size - 18 - 1, 255)
    return b"\0" + b"\0" * zeros + bytes([last + 1]) + text + b"\x11\0\0"


def token(name, body):
    return name.encode() + b"%08x" % len(body) + body


def number(name, value):
    return name.encode() + b"%08x" % value


def pump_request(words, files=(), links=(), directory="/w", count=None):
    """Protocol 3: `files` are pairs of name and text, `links` of name and target."""
    files, links = list(files), list(links)
    data = number("DIST", 3) + token("CDIR", directory.encode()) + number("ARGC", len(words))
    for word in words:
        data += token("ARGV", word.encode())
    data += number("NFIL", len(files) + len(links) if count is None else count)
    for name, text in files:
        data += token("NAME", name.encode()) + token("FILE", lzo(text.encode()))
    for name, target in links:
        data += token("NAME", name.encode()) + token("LINK", target.encode())
    return data


def read_token(connection):
    header = connection.recv(12, socket.MSG_WAITALL)
    return header[:4], int(header[4:], 16)


class IncludeServer:
    """Serves until it is left; `requests` counts what was asked."""

    def __init__(self, system=()):
        """`system`: directories that the compile server has itself, beside the compilers' own."""
        self.system = list(system)
        self.base = Path(tempfile.mkdtemp(prefix="pump", dir="/tmp"))
        self.root = self.base / "root"
        self.root.mkdir()
        self.port = self.base / "socket"
        self.requests = 0
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(self.port))
        self.socket.listen(64)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()
        shutil.rmtree(self.base)

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                self.answer(connection)

    def answer(self, connection):
        _, size = read_token(connection)
        cwd = connection.recv(size, socket.MSG_WAITALL).decode()
        _, count = read_token(connection)
        words = []
        for _ in range(count):
            _, size = read_token(connection)
            words.append(connection.recv(size, socket.MSG_WAITALL).decode() if size else "")
        self.requests += 1
        entries = self.entries(cwd, words)
        data = number("ARGC", len(entries))
        for entry in entries:
            data += token("ARGV", str(entry).encode())
        connection.sendall(data)

    def entries(self, cwd, words):
        files, links, directories = {}, {}, {cwd: None}
        system = self.system_directories(words)
        for path in self.closure(cwd, words):
            absolute = os.path.join(cwd, path)
            if any(absolute.startswith(one + "/") for one in system):
                continue
            real = os.path.realpath(absolute)
            self.note_links(absolute, links, directories)
            text, suffix = Path(real).read_bytes(), ".lzo"
            if os.path.isabs(path):
                text, suffix = b'#line 1 "%s"\n' % path.encode() + text, ".lzo.abs"
            files[str(self.put(real, suffix, text))] = None
        system_links = [self.link(one, "../" * (20 + one.count("/")) + one[1:]) for one in system]
        mirrored = [self.link(name, target) for name, target in links.items()]
        placeholders = [self.put(f"{one}/{PLACEHOLDER}", "", b"") for one in directories]
        return [*files, *system_links, *mirrored, *placeholders]

    def note_links(self, absolute, links, directories):
        """Every symlink on the way, and every directory that a path such as a/../b goes through."""
        seen = ""
        for part in absolute.split("/")[1:]:
            if part == "..":
                directories[os.path.realpath(seen)] = None
            seen = os.path.normpath(f"{seen}/{part}") if part != ".." else os.path.dirname(
                os.path.realpath(seen))
            if os.path.islink(seen):
                links[seen] = os.path.realpath(seen)
                seen = os.path.realpath(seen)

    def closure(self, cwd, words):
        command, skip = [], False
        for word in words:
            if skip:
                skip = False
            elif word in ("-o", "-MF", "-MT", "-MQ"):
                skip = True
            elif word not in ("-c", "-S", "-MD", "-MMD", "-MP") and not word.startswith("-Werror"):
                command.append(word)
        done = subprocess.run([*command, "-M"], cwd=cwd, capture_output=True, text=True, check=False)
        return done.stdout.replace("\\\n", " ").split(":", 1)[1].split() if done.stdout else []

    def system_directories(self, words):
        language = "c++" if "++" in words[0] else "c"
        done = subprocess.run([words[0], "-x", language, "-E", "-v", "/dev/null"],
                              capture_output=True, text=True, check=False)
        lines = done.stderr.partition("<...>")[2].splitlines() or done.stderr.partition(
            "#include <")[2].splitlines()
        found = [os.path.normpath(line.strip()) for line in lines if line.startswith(" /")]
        found += ["/usr/include", *self.system]
        return [one for one in dict.fromkeys(found)
                if not any(one.startswith(other + "/") for other in found)]

    def put(self, name, suffix, text):
        place = Path(f"{self.root}{name}{suffix}")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(lzo(text))
        return place

    def link(self, name, target):
        place = Path(f"{self.root}{name}")
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.is_symlink():
            place.symlink_to(target)
        return place
