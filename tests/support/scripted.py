# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that misbehaves on purpose. Each fault is one function; a case names it.

    with scripted.host("dies_mid_answer") as host:  # host.name goes into a host list

The functions speak the classic protocol as far as their fault needs it. `requests` counts the
connections that said anything, so that a case can tell "was tried" from "was left out".
"""

import contextlib
import socket
import threading

FAULTS = {}
LONGEST_SILENCE = 120  # seconds after which a silent host gives up, so that no thread stays for ever


def fault(function):
    FAULTS[function.__name__] = function
    return function


def token(name, number):
    return b"%s%08x" % (name.encode(), number)


def read_exactly(connection, size):
    data = b""
    while len(data) < size:
        piece = connection.recv(min(65536, size - len(data)))
        if not piece:
            raise ConnectionError("the client went away")
        data += piece
    return data


def read_token(connection):
    head = read_exactly(connection, 12)
    return head[:4].decode("latin1"), int(head[4:], 16)


def read_request(connection):
    """Reads a whole request of protocol 1 or 2; gives its version."""
    version = read_token(connection)[1]
    for _ in range(read_token(connection)[1]):
        read_exactly(connection, read_token(connection)[1])
    read_exactly(connection, read_token(connection)[1])
    return version


def wait_for_end(connection):
    """Holds the connection open until the client closes it."""
    while connection.recv(65536):
        pass


def reset(connection):
    """Makes the close that follows a reset instead of an orderly end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


@fault
def accept_then_close(connection):
    """The access list of a stock server: not one byte."""


@fault
def accept_then_reset(connection):
    reset(connection)


@fault
def closes_after_request(connection):
    read_request(connection)


@fault
def dies_mid_request(connection):
    read_exactly(connection, 40)
    reset(connection)


@fault
def dies_mid_answer(connection):
    connection.sendall(token("DONE", read_request(connection)) + token("STAT", 0))


@fault
def dies_mid_token(connection):
    connection.sendall(token("DONE", read_request(connection)) + b"STAT000")


@fault
def truncated_object(connection):
    version = read_request(connection)
    connection.sendall(token("DONE", version) + token("STAT", 0) + token("SERR", 0)
                       + token("SOUT", 0) + token("DOTO", 5000) + b"\x7fELF" + b"x" * 1000)


@fault
def rubbish(connection):
    read_request(connection)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 4)


@fault
def wrong_version(connection):
    connection.sendall(token("DONE", read_request(connection) + 6) + token("STAT", 0)
                       + token("SERR", 0) + token("SOUT", 0) + token("DOTO", 0))


@fault
def wrong_token(connection):
    connection.sendall(token("DONE", read_request(connection)) + token("DOTO", 0) * 4)


@fault
def number_is_no_number(connection):
    connection.sendall(token("DONE", read_request(connection)) + b"STATzzzzzzzz")


@fault
def object_although_failing(connection):
    version = read_request(connection)
    connection.sendall(token("DONE", version) + token("STAT", 0x100) + token("SERR", 0)
                       + token("SOUT", 0) + token("DOTO", 4) + b"junk")


@fault
def huge_length(connection):
    connection.sendall(token("DONE", read_request(connection)) + token("STAT", 0)
                       + token("SERR", 0xFFFFFFFF) + b"a little text")


@fault
def bad_compression(connection):
    version = read_request(connection)
    connection.sendall(token("DONE", version) + token("STAT", 0) + token("SERR", 0)
                       + token("SOUT", 0) + token("DOTO", 64) + b"\xff" * 64)


@fault
def compiler_missing(connection):
    text = b"distccd[1] (dcc_execvp) ERROR: failed to exec gcc: No such file or directory\n"
    version = read_request(connection)
    if version == 2:
        return  # this host does not compress, and need not: the cases use it with protocol 1
    connection.sendall(token("DONE", version) + token("STAT", 110 << 8)
                       + token("SERR", len(text)) + text + token("SOUT", 0) + token("DOTO", 0))


@fault
def killed_compiler(connection):
    connection.sendall(token("DONE", read_request(connection)) + token("STAT", 9)
                       + token("SERR", 0) + token("SOUT", 0) + token("DOTO", 0))


@fault
def silent(connection):
    wait_for_end(connection)


@fault
def silent_after_request(connection):
    read_request(connection)
    wait_for_end(connection)


@fault
def takes_nothing(connection):
    """Does not read, so that the client's sending comes to a stop when the buffers are full."""
    threading.Event().wait(LONGEST_SILENCE)


class Host:
    """A listening socket whose connections each meet one fault."""

    def __init__(self, behaviour, small_buffers=False):
        self._behaviour = behaviour
        self._listener = socket.socket()
        if small_buffers:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self.name = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection = self._listener.accept()[0]
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, contextlib.suppress(OSError, ValueError):
            connection.settimeout(LONGEST_SILENCE)
            self._behaviour(connection)

    def close(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


class Refusing:
    """A port that refuses: bound, so that nobody else gets it, but never listening."""

    def __init__(self):
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.name = "127.0.0.1:%d" % self._socket.getsockname()[1]
        self.connections = 0

    def close(self):
        self._socket.close()


class Full:
    """A host that never accepts, with a full queue: connecting gets no answer."""

    def __init__(self):
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        address = self._listener.getsockname()
        self.name = "127.0.0.1:%d" % address[1]
        self.connections = 0
        self._queued = []
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(address)
            self._queued.append(waiting)

    def close(self):
        for waiting in self._queued:
            waiting.close()
        self._listener.close()


def host(name):
    """The host with this fault: a name of FAULTS, "refuse" or "full". Close it, or use `with`."""
    if name == "refuse":
        return contextlib.closing(Refusing())
    if name == "full":
        return contextlib.closing(Full())
    return contextlib.closing(Host(FAULTS[name], small_buffers=name == "takes_nothing"))
