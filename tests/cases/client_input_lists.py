# SPDX-License-Identifier: GPL-3.0-or-later
"""distcc --scan-includes as stock's prints it, and --show-inputs: all that a compile reads."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.agent_case import Agents  # noqa: E402
from support.distccd_case import BIN, CASE, expect, folder  # noqa: E402
from support.stock_client import stock_environment  # noqa: E402

work = folder("work")
for name, text in {
    "src/a.cc": '#include <vector>\n#include "h.h"\n#include <abs.h>\n#include "../inc/dir/../two.h"\n'
                "#if 0\n#include <map>\n#endif\n",
    "inc/real.h": "#pragma once\n",
    "inc/two.h": "#include <linked/three.h>\n",
    "inc/dir/empty": "",
    "abs/abs.h": "",
    "other/three.h": "",
    "env/env.h": "",
    "e.c": "#include <env.h>\n",
    "bad.c": "#ifndef ONCE\n#define ONCE\n#include __FILE__\n#endif\n",
}.items():
    (work / name).parent.mkdir(parents=True, exist_ok=True)
    (work / name).write_text(text)
(work / "inc/h.h").symlink_to("real.h")
(work / "inc/linked").symlink_to(work / "other")
COMPILE = ["g++", "-Iinc", f"-I{work}/abs", "-c", "src/a.cc", "-o", "a.o"]


def run(program, *words, **more):
    return subprocess.run([program, *words], cwd=work, env={**environment, **more},
                          capture_output=True, text=True, timeout=60, check=False)


def inputs(*words, **more):
    done = run(BIN / "distcc", "--show-inputs", *words, **more)
    expect(done.returncode == 0 and not done.stderr, f"{words}: {done}")
    return done.stdout.splitlines()


def refused(status, text, *words, **more):
    done = run(BIN / "distcc", *words, **more)
    expect(done.returncode == status and text in done.stderr and not done.stdout, f"{words}: {done}")


with Agents() as agents:
    environment = {**agents.environment, "DISTCC_HOSTS": "127.0.0.1:1,cpp,lzo", "PWD": str(work)}

    # Everything that gcc names as a dependency is there, by its real name, and the links too.
    shown = inputs(*COMPILE)
    expect(shown == sorted(set(shown)), "neither sorted nor unique")
    expect(all(path.startswith("/") and os.path.lexists(path) for path in shown), f"{shown}")
    rule = subprocess.run([*COMPILE[:-4], "-M", "src/a.cc"], cwd=work, capture_output=True,
                          text=True, check=True).stdout
    read = {os.path.realpath(work / word) for word in rule.replace("\\\n", " ").split()[1:]}
    expect(len(read) > 50 and read <= set(shown), f"missing: {read - set(shown)}")
    expect({f"{work}/inc/h.h", f"{work}/inc/linked"} <= set(shown), "links are missing")
    expect(any(path.endswith("/map") for path in shown), "the other side of a conditional")
    expect(not any(path.endswith("/cc1plus") or path == f"{work}/a.o" for path in shown),
           "the compiler or its output is among the inputs")
    expect(f"{work}/env/env.h" in inputs("gcc", "-c", "e.c", CPATH="env"), "CPATH")

    refused(101, "needs a compile command", "--show-inputs")
    refused(100, "this command runs here: only_preprocess", "--show-inputs", "gcc", "-E", "e.c")
    refused(100, "cannot tell what bad.c reads: scan_", "--show-inputs", "gcc", "-c", "bad.c")

    # What stock's client says, asking the same agent.
    ours = run(BIN / "distcc", "--scan-includes", *COMPILE)
    expect(ours.returncode == 0 and not ours.stderr, f"{ours}")
    for line in (f"FILE      {work}/src/a.cc", f"SYMLINK   {work}/inc/h.h",
                 f"DIRECTORY {work}/inc/dir", "SYSTEMDIR /usr/include"):
        expect(line in ours.stdout.splitlines(), f"{line!r} is not in {ours.stdout}")
    refused(101, "needs a compile command", "--scan-includes")
    refused(100, "distcc wouldn't have used include server", "--scan-includes", *COMPILE,
            DISTCC_HOSTS="127.0.0.1:1,lzo")
    refused(100, "distcc wouldn't have used include server", "--scan-includes", *COMPILE, CPATH="x")
    done = run(BIN / "distcc", "--scan-includes", "gcc", "-E", "src/../abs/abs.h")
    expect(done.returncode == 0 and "abs.h" in done.stdout, f"a local command was not run: {done}")

    stock, setting = stock_environment()
    build = folder("build")
    expect(agents.run("--serve-build", str(build)).returncode == 0, "no agent for a build")
    asks = {**setting, "INCLUDE_SERVER_PORT": str(build / "socket")}
    theirs = run(stock, "--scan-includes", *COMPILE, **asks)
    again = run(BIN / "distcc", "--scan-includes", *COMPILE, INCLUDE_SERVER_PORT=str(build / "socket"))
    (CASE / "stock").write_text(theirs.stdout)
    (CASE / "ours").write_text(ours.stdout)
    expect(theirs.returncode == 0 and ours.stdout == theirs.stdout == again.stdout,
           f"stock says otherwise: {theirs}")
    theirs = run(stock, "--scan-includes", *COMPILE, **asks, DISTCC_HOSTS="127.0.0.1:1,lzo")
    expect(theirs.returncode == 100 and "wouldn't have used include server" in theirs.stderr,
           f"{theirs}")
