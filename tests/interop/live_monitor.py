# SPDX-License-Identifier: GPL-3.0-or-later
"""distccmon-text on a real terminal (tmux), in a bare pseudo-terminal and into a pipe, with real jobs."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from interop.interruptions import slow_server
from support import wrappers
from support.case import Case
from support.context import expect, expect_equal, need_program
from support.programs import ours
from support.waiting import wait_for


def cases(context):
    return [Case("interop/live_monitor/terminal", on_a_terminal),
            Case("interop/live_monitor/bytes", as_bytes),
            Case("interop/live_monitor/lines", as_lines),
            Case("interop/live_monitor/json", as_json)]


def some_jobs(run, count=3):
    """Jobs that compile longer than any case looks, and the environment of their monitor."""
    programs = ours(run.context)
    server = slow_server(run, "ours", wrappers.sleeping(run, 1000))
    environment = {"DISTCC_HOSTS": f"{server.host}/8 red.example/4,down",
                   "DISTCC_CHECK_COMPILER": "0"}  # its compile would sleep like any other
    done = run.file("done.c", "int done;\n")
    run.succeed([programs.client, "gcc", "-E", done], environment)
    for number in range(count):
        run.file(f"unit{number}.c", f"int unit{number};\n")
        run.start([programs.client, "gcc", "-c", f"unit{number}.c"], environment)
    monitor = [programs.path("distccmon-text")]
    wait_for(lambda: run.succeed(monitor, environment).out.count("Compile") == count,
             f"{count} jobs that compile")
    return monitor, environment


class Tmux:
    """A terminal of a given size that runs one command."""

    def __init__(self, run, environment, columns, rows):
        self.run = run
        self.words = [need_program("tmux"), "-f", "/dev/null", "-S", run.directory / "tmux"]
        self.environment = {**environment, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self.call("new-session", "-d", "-x", columns, "-y", rows, "sh")
        run.on_exit(self.run.run, [*self.words, "kill-server"], self.environment)

    def call(self, *words):
        return self.run.succeed([*self.words, *words], self.environment).out

    def screen(self, *options):
        return self.call("capture-pane", "-p", *options)

    def type(self, *keys):
        self.call("send-keys", *keys)

    def shows(self, *pieces):
        wait_for(lambda: all(piece in self.screen() for piece in pieces),
                 f"{pieces} on the terminal")


def on_a_terminal(run):
    monitor, environment = some_jobs(run)
    screen = Tmux(run, environment, 100, 30)
    screen.type("echo be''fore", "Enter")  # what is typed is echoed, and is not what is waited for
    screen.shows("before")
    screen.type(f"{monitor[0]} 0.2; echo status $?", "Enter")
    screen.shows("3 of ", "127.0.0.1", "3/8", "CCC.....", "unit0.c", "Compile", "127.0.0.1[2]",
                 "red.example", "down", "1 here by rule", "only_preprocess 1")
    expect("before" not in screen.screen(), "the view does not fill the terminal")
    expect("\x1b[32mCCC" in screen.screen("-e").replace("\x1b[39m", ""), "a compile is not green")

    screen.call("resize-window", "-x", 45, "-y", 12)
    wait_for(lambda: "Seconds" in screen.screen() and "Process" not in screen.screen(),
             "columns that are left out")
    expect("Ended" not in screen.screen(), "a narrow window has the column of ended jobs")
    screen.type("End")
    screen.shows("unit2.c")
    screen.call("resize-window", "-x", 120, "-y", 40)
    screen.shows("Process", "unit0.c", "unit1.c", "unit2.c")

    screen.type("C-z")  # the shell has its terminal back, and then the view again
    screen.shows("before")
    screen.type("fg; echo status $?", "Enter")
    screen.shows("CCC.....")
    screen.type("q")
    screen.shows("before", "status 0")
    screen.type(f"{monitor[0]} --live; echo status $?", "Enter")
    screen.shows("CCC.....")
    screen.type("C-c")
    screen.shows("before", "status 130")


class Pseudo:
    """The monitor in a bare pseudo-terminal; `chunk()` is what it wrote since, undivided."""

    def __init__(self, run, monitor, environment, columns=80, rows=24):
        self.master, self.slave = pty.openpty()
        run.on_exit(os.close, self.master)
        run.on_exit(os.close, self.slave)
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self.slave)
        self.process = run.start(monitor, environment, stdin=self.slave, stdout=self.slave,
                                 stderr=self.slave)

    def resize(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, wanted, seconds=60):
        """Everything up to `wanted`."""
        seen = b""
        end = time.monotonic() + seconds
        while wanted not in seen:
            ready, _, _ = select.select([self.master], [], [], max(0, end - time.monotonic()))
            expect(ready, f"no {wanted!r} in {seen[-300:]!r}")
            seen += os.read(self.master, 65536)
        return seen


def as_bytes(run):
    """One write a frame, no colour when unwanted, the terminal as it was after each way out."""
    monitor, environment = some_jobs(run)
    environment["TERM"] = "xterm"
    environment["ASAN_OPTIONS"] = "detect_leaks=0"  # which is traced as well, and only once
    log = run.directory / "strace"
    view = Pseudo(run, [need_program("strace"), "-e", "trace=write", "-o", log, *monitor, "0.1"],
                  environment)
    frames = b"".join(view.read(b"\x1b[?2026l") for _ in range(5))
    expect(b"\x1b[0;32m" in frames, "no colours")
    expect(frames.count(b"\x1b[2J") == 1, "the screen is cleared for a frame")
    expect(not termios.tcgetattr(view.slave)[3] & termios.ECHO, "the terminal echoes")
    view.resize(40, 10)
    view.process.send_signal(signal.SIGWINCH)
    os.write(view.master, b"q")
    view.read(b"\x1b[?1049l")
    expect_equal(view.process.wait(60), 0, "exit status")
    expect_equal(termios.tcgetattr(view.slave), view.before, "state of the terminal after q")
    writes = [line for line in log.read_text().splitlines() if line.startswith("write(1")]
    drawn = [line for line in writes if "?2026h" in line]
    expect(len(drawn) >= 5 and len(writes) == len(drawn) + 2,  # those that take and give the screen
           f"{len(writes)} writes for {len(drawn)} frames")

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        view = Pseudo(run, [*monitor, "5"], {**environment, "NO_COLOR": "1"})
        frame = view.read(b"\x1b[?2026l")
        expect(not re.search(rb"\x1b\[[0-9;]*3[0-9]m", frame), f"colours in spite of NO_COLOR: {frame}")
        view.process.send_signal(number)
        expect_equal(view.process.wait(60), 128 + number, f"status after signal {number}")
        view.read(b"\x1b[?1049l")
        expect_equal(termios.tcgetattr(view.slave), view.before, f"terminal after signal {number}")


ROW = re.compile(rb"^ *\d+  Compile     unit\d\.c .* 127\.0\.0\.1\[\d\]\r?$", re.M)


def as_lines(run):
    """Lines as stock's, without any escape: one look, a dumb terminal, --plain, a pipe."""
    monitor, environment = some_jobs(run)
    for words, kind in (([], "xterm"), (["0.1"], "dumb"), (["0.1", "--plain"], "xterm")):
        view = Pseudo(run, [*monitor, *words], {**environment, "TERM": kind})
        text = view.read(b"\r\n\r\n")
        expect(b"\x1b" not in text and len(ROW.findall(text)) >= 3, f"{words} {kind}: {text!r}")
        if words:
            view.process.terminate()
        expect_equal(view.process.wait(60), -15 if words else 0, "status")
    looks = run.start([*monitor, "0.1"], {**environment, "TERM": "xterm"}, stdout=subprocess.PIPE)
    rows = [looks.stdout.readline() for _ in range(8)]
    expect_equal([bool(ROW.match(row)) for row in rows], [True] * 3 + [False] + [True] * 3 + [False],
                 "lines in a pipe")
    refused = run.run([*monitor, "--live"], {**environment, "TERM": "xterm"})
    expect(refused.status == 101 and "--live needs a terminal" in refused.err, refused.err)


def as_json(run):
    """What a script sees of running jobs and of the build; and of another user's directory."""
    monitor, environment = some_jobs(run)
    look = json.loads(run.succeed([*monitor, "--json"], environment).out)
    host = look["hosts"][0]
    expect_equal((host["name"], host["slots"], host["state"]), ("127.0.0.1", 8, "usable"), "host")
    expect_equal(sorted(job["file"] for job in host["jobs"]), ["unit0.c", "unit1.c", "unit2.c"],
                 "files")
    for job in host["jobs"]:
        expect(job["phase"] == "Compile" and 0 < job["seconds"] < 1000, f"{job}")
        os.kill(job["pid"], 0)
    expect_equal(look["hosts"][1]["state"], "down", "second host")
    expect_equal(look["build"]["outcomes"], {"only_preprocess": 1}, "outcomes")

    directory = run.directory / "home" / ".distcc"
    (directory / "hosts").write_text("127.0.0.1/5\n")
    other = json.loads(run.succeed([*monitor, "--json", "--dir", directory],
                                   {"HOME": run.folder("nobody"), "DISTCC_HOSTS": "elsewhere"}).out)
    expect_equal([host["name"] for host in other["hosts"]][0], "127.0.0.1", "the other user's host")
    expect_equal((other["hosts"][0]["slots"], len(other["hosts"][0]["jobs"])), (5, 3), "jobs there")
    wrong = run.run([*monitor, "--json", "--dir", run.directory / "absent"])
    expect(wrong.status == 107 and "does not exist" in wrong.err, wrong.err)
