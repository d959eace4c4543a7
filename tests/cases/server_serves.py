# SPDX-License-Identifier: GPL-3.0-or-later
"""A good job is served in each form of the protocol, and leaves nothing behind."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    COMPILE, Server, compile_once, expect, literal_lzo, read_answer, request)


with Server() as server:
    answer = compile_once(server)
    expect(answer.status == 0 and answer.fields["DOTO"][:4] == b"\x7fELF", "no object")
    expect(answer.errors == "", f"an error text: {answer.errors!r}")

    answer = compile_once(server, source=b'# 1 "main.c"\nint x\n')
    expect(answer.status == 1 << 8, f"an error of the source has status {answer.status:#x}")
    expect("main.c:1:1: error:" in answer.errors, f"the compiler's text: {answer.errors!r}")

    answer = compile_once(server, ["gcc", "-S", "main.c"], b"int here;\n")
    expect(b"here" in answer.fields["DOTO"], "-S gave no assembler text")

    with server.connect() as client:
        client.sendall(request(COMPILE, version=0))
        expect(read_answer(client).fields["DONE"] == 0, "version 0 is not echoed")

    with server.connect() as client:
        client.sendall(request(COMPILE, literal_lzo(b"int x;\n"), version=2))
        data = client.makefile("rb").read()
        expect(data.startswith(b"DONE00000002STAT00000000SERR00000000SOUT00000000DOTO"),
               f"the answer of version 2 begins {data[:80]!r}")
        expect(data.endswith(b"\x11\0\0"), "the object is no LZO block")

    expect(" COMPILE_OK exit:0 sig:0 core:0 ret:0 time:" in server.log(), "no job summary")
    expect("ms gcc main.c" in server.log(), "the summary names neither compiler nor source")
