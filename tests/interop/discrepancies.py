# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that fail on a host in pump mode and not here: what is said, counted, and mailed."""

import contextlib
import os
import shutil
import socket
import threading

from support import objects
from support.case import Case
from support.context import Skip, expect, expect_equal, need_program
from support.programs import ours
from support.scripted import read_exactly, read_token, token

MESSAGE = b"a.c:1: what a strange machine\n"
RECIPIENT = "somebody@example.test"


def cases(context):
    rows = (("mailed", mailed), ("not-asked", not_asked), ("file-changed", file_changed),
            ("no-sendmail", no_sendmail), ("sendmail-fails", sendmail_fails))
    return [Case(f"interop/discrepancies/{name}", function) for name, function in rows]


class Build:
    """A build in pump mode whose host says of every compile that it failed."""

    def __init__(self, run):
        self.run = run
        self.client = ours(run.context)
        run.file("part/a.h", "#define A 1\n")
        run.file("a.c", '#include "part/a.h"\nint a = A;\n')
        run.succeed(["gcc", "-c", "a.c", "-o", "local.o"])
        self.host = run.enter(failing_host())

    def go(self, before="", **environment):
        """One compile below pump, after the commands `before`; what it said on stderr."""
        script = f"{before}\nexec {self.client.client} gcc -c a.c -o a.o 2>{self.run.cwd}/said"
        done = self.run.run([self.client.path("pump"), "sh", "-c", script],
                            {"DISTCC_HOSTS": f"{self.host},cpp,lzo", "DISTCC_BACKOFF_PERIOD": 0,
                             "DISTCC_CHECK_COMPILER": 0,  # the host answers pump mode only
                             "DISTCC_DIR": self.run.folder("d"),
                             "XDG_RUNTIME_DIR": self.run.folder("r"), **environment})
        self.run.run([self.client.client, "--agent-stop"],
                     {"XDG_RUNTIME_DIR": self.run.directory / "r"})
        expect_equal(done.status, 0, f"exit status ({done.err})")
        objects.expect_same(self.run.cwd / "a.o", self.run.cwd / "local.o", "the object")
        expect("1 compilation(s) failed on a server in pump mode" in done.err, "it is not counted")
        said = (self.run.cwd / "said").read_text()
        expect_equal(len(said.strip().splitlines()), 1, f"lines on stderr ({said})")
        expect("got a different result" in said, f"it is not told: {said}")
        return said


@contextlib.contextmanager
def failing_host():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve_failures, args=(listener,), daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def serve_failures(listener):
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with connection:
                expect_equal(read_token(connection), ("DIST", 3), "protocol")
                read_exactly(connection, read_token(connection)[1])
                for _ in range(read_token(connection)[1]):
                    read_exactly(connection, read_token(connection)[1])
                for _ in range(2 * read_token(connection)[1]):
                    read_exactly(connection, read_token(connection)[1])
                block = bytes([17 + len(MESSAGE)]) + MESSAGE + b"\x11\0\0"
                connection.sendall(token("DONE", 3) + token("STAT", 256) +
                                   token("SERR", len(block)) + block + token("SOUT", 0) +
                                   token("DOTO", 0))


class MailServer:
    """Takes one mail over SMTP."""

    def __init__(self, run):
        self.listener = run.enter(socket.create_server(("127.0.0.1", 0)))
        self.port = self.listener.getsockname()[1]
        self.recipients, self.text = [], ""
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        try:
            connection, _ = self.listener.accept()
        except OSError:  # closed by the end of a case that sends no mail
            return
        with connection, connection.makefile("rw", newline="\r\n") as stream:
            self.say(stream, "220 here")
            for line in stream:
                word = line[:4].upper()
                if word == "RCPT":
                    self.recipients.append(line.strip())
                if word == "DATA":
                    self.say(stream, "354 go on")
                    for text in iter(stream.readline, ".\r\n"):
                        self.text += text
                self.say(stream, "221 bye" if word == "QUIT" else "250 fine")
                if word == "QUIT":
                    return

    @staticmethod
    def say(stream, line):
        stream.write(line + "\r\n")
        stream.flush()


def with_sendmail(run, port):
    """The environment in which the program sendmail is msmtp, which hands over to `port`."""
    msmtp = need_program("msmtp")
    (run.folder("mail-bin") / "sendmail").symlink_to(msmtp)
    configuration = run.directory / "home" / ".msmtprc"
    configuration.write_text(f"account default\nhost 127.0.0.1\nport {port}\nfrom me@here.test\n")
    configuration.chmod(0o600)
    return {"PATH": f"{run.directory}/mail-bin:{run.environment()['PATH']}"}


def mailed(run):
    """To whom either name of the variable says, with all that there is to know."""
    build, server = Build(run), MailServer(run)
    said = build.go(DISTCC_ENABLE_DISCREPANCY_EMAIL=1, DCC_EMAILLOG_WHOM_TO_BLAME="other@x.test",
                    DISTCC_EMAILLOG_WHOM_TO_BLAME=RECIPIENT, **with_sendmail(run, server.port))
    server.thread.join(20)
    expect_equal(server.recipients, [f"RCPT TO:<{RECIPIENT}>"], "recipients")
    for text in ("Subject: distcc-pump email", f"To: {RECIPIENT}", build.host, "gcc -c a.c -o a.o",
                 "1 there, 0 here", MESSAGE.decode().strip()):
        expect(text in server.text, f"{text!r} is not in the mail: {server.text}")
    expect("mail" not in said, f"mailing is told: {said}")


def not_asked(run):
    """Without being asked nothing is mailed, whatever else is set."""
    build, server = Build(run), MailServer(run)
    build.go(DISTCC_EMAILLOG_WHOM_TO_BLAME=RECIPIENT, **with_sendmail(run, server.port))
    expect(server.thread.is_alive(), "somebody talked to the mail server")


def file_changed(run):
    """A file that changed explains it: it is named, unless excluded, and nothing is mailed."""
    build, server = Build(run), MailServer(run)
    setting = {"DISTCC_ENABLE_DISCREPANCY_EMAIL": 1, **with_sendmail(run, server.port)}
    said = build.go(before="echo >>part/a.h", **setting)
    header = f"{(run.cwd / 'part' / 'a.h').resolve()}"
    expect(f"file '{header}', which it reads, changed during the build" in said or
           f"file '{run.cwd}/part/a.h'" in said, f"the file is not named: {said}")
    expect(server.thread.is_alive(), "it was mailed all the same")
    said = build.go(before="echo >>part/a.h", DISTCC_EXCLUDE_FRESH_FILES="*/part/*", **setting)
    expect("changed during" not in said, f"an excluded file is named: {said}")
    server.thread.join(20)
    expect(server.text, "it was not mailed")


def no_sendmail(run):
    """Without the program there is nothing to be mailed with; the job is as good as ever."""
    build = Build(run)
    tools = run.folder("tools")
    for name in ("gcc", "sh", "cc1", "as", "dirname", "mktemp", "rm", "wc", "grep"):
        if path := shutil.which(name):
            (tools / name).symlink_to(path)
    if any(os.path.exists(f"{place}/sendmail") for place in ("/usr/sbin", "/usr/lib")):
        raise Skip("this machine has a sendmail of its own")
    said = build.go(DISTCC_ENABLE_DISCREPANCY_EMAIL=1, PATH=tools)
    expect("no program sendmail" in said, f"it is not told: {said}")


def sendmail_fails(run):
    """A mail server that is not there: told in the one line."""
    build = Build(run)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    said = build.go(DISTCC_ENABLE_DISCREPANCY_EMAIL=1, **with_sendmail(run, port))
    expect("it could not be mailed" in said, f"it is not told: {said}")
