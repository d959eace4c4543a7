# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile requests of protocol 3: refused in full, nothing outside the job is written, the server serves on."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    CASE, Server, eventually, expect, expect_served, folder, lzo_bomb, read_answer)
from support.pump_case import lzo, number, pump_request, token  # noqa: E402

GCC = ["gcc", "-c", "a.c", "-o", "a.o"]
A = ("/w/a.c", "int a;\n")
victim = folder("victim")  # anybody may write here, the server's user too
up = "../" * 30


def ask(server, data):
    with server.connect() as client:
        try:
            client.sendall(data)
        except (ConnectionResetError, BrokenPipeError):
            pass
        return read_answer(client).data


def expect_kind(server, what, kind, data):
    before = server.log().count(f"refused ({kind})")
    answer = ask(server, data)
    expect(answer.startswith(b"DONE00000003STAT"), f"{what}: {answer[:80]!r}")
    expect(answer.endswith(b"DOTO00000000"), f"{what}: the answer is not whole: {answer!r}")
    expect(int(answer[16:24], 16) != 0, f"{what}: it succeeded")
    server.wait_for_log(f"refused ({kind})", before + 1)
    expect(not list(victim.iterdir()), f"{what}: wrote {list(victim.iterdir())}")


def expect_compiled(server, what, data):
    answer = ask(server, data)
    expect(answer.startswith(b"DONE00000003STAT00000000"), f"{what}: {answer[:200]!r}")
    expect(b"DOTD" in answer, f"{what}: no dependency file")
    expect(not list(victim.iterdir()), f"{what}: wrote {list(victim.iterdir())}")


def one_file(name, block):
    return token("NAME", name.encode()) + token("FILE", block)


def raw(entries, count=1, directory="/w"):
    return pump_request(GCC, count=count, directory=directory) + entries


REFUSED = [
    ("name with ..", "malformed_request", pump_request(GCC, [A, ("/../../../x", "x")])),
    ("name out of the job", "malformed_request",
     pump_request(GCC, [A, (f"/w/{up}{str(victim)[1:]}/x", "x")])),
    ("relative name", "malformed_request", pump_request(GCC, [("a.c", "x")])),
    ("directory with ..", "malformed_request", pump_request(GCC, [A], directory="/w/../..")),
    ("relative directory", "malformed_request", pump_request(GCC, [A], directory="w")),
    ("empty directory", "malformed_request", pump_request(GCC, [A], directory="")),
    ("NUL in a name", "malformed_request", raw(one_file("/w/a\0b", b""))),
    ("a name of no length", "malformed_request", raw(b"NAME00000000")),
    ("a name of gigabytes", "malformed_request", raw(b"NAMEffffffff")),
    ("a million files", "malformed_request", raw(b"", count=1000000)),
    ("four thousand million files", "malformed_request", raw(b"", count=0xffffffff)),
    ("a very deep name", "malformed_request", pump_request(GCC, [("/d" * 300 + "/a.c", "x")])),
    ("links in circles", "malformed_request",
     raw(token("NAME", b"/w/b") + token("LINK", b"/w/c") + token("NAME", b"/w/c")
         + token("LINK", b"/w/b") + one_file("/w/b/x", b""), 3)),
    ("a file below a file", "malformed_request", pump_request(GCC, [A, ("/w/a.c/b", "x")])),
    ("a link in place of a file", "malformed_request", pump_request(GCC, [A], [("/w/a.c", "/x")])),
    ("a link to the system, and a file below", "system_file",
     raw(token("NAME", b"/w/etc") + token("LINK", (up + "etc").encode())
         + one_file("/w/etc/evil.conf", lzo(b"x")), 2)),
    ("specs", "system_file",
     pump_request(GCC, [A, ("/usr/lib/gcc/x86_64-linux-gnu/12/specs", "*cc1: sh")])),
    ("a library to be loaded", "system_file", pump_request(GCC, [A, ("/etc/ld.so.preload", "/w/x.so")])),
    ("another stdio.h", "system_file", pump_request(GCC, [A, ("/usr/include/stdio.h", "int x;")])),
    ("a file in the job's own place", "system_file", pump_request(GCC, [A, ("/distcc/object.o", "x")])),
    ("the system moved away", "system_file", pump_request(GCC, [A], [("/usr", "/w")])),
    ("a working directory that is not there", "system_file",
     pump_request(GCC, [A], directory="/usr/not/there")),
    ("a file that claims too much", "request_too_large",
     raw(token("NAME", b"/w/a.c") + number("FILE", 0x7fffffff))),
    ("files that are too much together", "request_too_large",
     raw(one_file("/w/a.c", b"x" * (5 << 20)) + token("NAME", b"/w/b") + number("FILE", 5 << 20), 2)),
    ("an LZO bomb", "damaged_text", raw(one_file("/w/a.c", lzo_bomb(64 << 20)))),
    ("many small LZO bombs", "damaged_text",
     raw(b"".join(one_file(f"/w/{n}.c", lzo_bomb(3 << 20)) for n in range(4)), 4)),
    ("a damaged block", "damaged_text", raw(one_file("/w/a.c", b"\xff\xff\xff\xff"))),
    ("-wrapper", "forbidden_option",
     pump_request(["gcc", "-c", "a.c", "-wrapper", "sh,-c,id"], [A])),
    ("another program", "compiler_not_allowed", pump_request(["sh", "-c", "a.c"], [A])),
]

with Server("--request-limit=8") as server:
    expect_compiled(server, "a good job", pump_request(GCC, [A]))
    for what, kind, data in REFUSED:
        expect_kind(server, what, kind, data)

    # Links may point anywhere: for the compiler nothing is outside of its root.
    inside = raw(token("NAME", b"/w/v") + token("LINK", (up + str(victim)[1:]).encode())
                 + one_file("/w/v/x.h", lzo(b"int x;\n"))
                 + one_file("/w/a.c", lzo(b'#include "v/x.h"\n')), 3)
    expect_compiled(server, "a link upwards", inside)
    for name in (str(CASE), "/proc/1/root", "/root", "/home"):
        answer = ask(server, pump_request(GCC, [("/w/a.c", f'#include "l{name}/cmdlist"\n')],
                                          [("/w/l", up + ".")]))
        expect(b"STAT00000100" in answer, f"{name} can be reached: {answer[:100]!r}")

    # A file of the system may come along when it is the server's own.
    own = Path("/usr/include/stdio.h").read_text()
    expect_compiled(server, "the same stdio.h",
                    pump_request(GCC, [("/w/a.c", "#include <stdio.h>\n"), ("/usr/include/stdio.h", own)]))

    # What comes back is what the compiler wrote to its output, not what the client put there.
    answer = ask(server, pump_request(["gcc", "-c", "a.c", "-o", str(victim / "a.o")], [A]))
    expect(b"STAT00000000" in answer and not list(victim.iterdir()), f"-o elsewhere: {answer[:80]!r}")
    answer = ask(server, pump_request(["gcc", "-c", "a.c", "-MD", "-MF", str(victim / "x.d")], [A]))
    expect(b"STAT00000000" in answer and not list(victim.iterdir()), f"-MF elsewhere: {answer[:80]!r}")

    # Who stops half-way leaves nothing behind.
    whole = pump_request(GCC, [A, ("/w/b.h", "int b;\n" * 30)])
    for part in (12, 30, len(whole) // 2, len(whole) - 1):
        with server.connect() as client:
            client.sendall(whole[:part])
    server.wait_for_log("(client_gone)", 4)
    expect_served(server)
    expect_compiled(server, "a good job at the end", pump_request(GCC, [A]))
    expect(not re.search(r"CRITICAL|terminate", server.log()), "the log has an alarm")
    eventually(lambda: not server.job_directories(), "the end of the jobs' directories")
