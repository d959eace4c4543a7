# SPDX-License-Identifier: GPL-3.0-or-later
"""pump around a build whose client and server are the stock programs: objects as local ones'."""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.agent_case import Agents, StockServer  # noqa: E402
from support.distccd_case import BIN, CASE, expect, folder  # noqa: E402
from support.stock_client import stock_environment  # noqa: E402

stock, setting = stock_environment()
work = folder("work")
FILES = {
    "Makefile": "all: out/one.o out/two.o out/three.o\n"
                "FLAGS = -O2 -Wall -Iinc -I$(CURDIR)/abs -Igen -idirafter $(CURDIR)/linked/dir\n"
                "gen/gen.h:\n\tmkdir -p gen && echo '#define GEN 42' > $@\n"
                "out/%.o: src/%.c gen/gen.h\n\t$(CC) $(FLAGS) -MD -MF out/$*.d -c $< -o $@\n"
                "out/%.o: src/%.cc gen/gen.h\n\t$(CXX) $(FLAGS) -c $(CURDIR)/$< -o $@\n",
    "src/one.c": '#include <stdio.h>\n#include "a.h"\n#include <abs.h>\n#include "../inc/a.h"\n'
                 '#include "gen.h"\nint one(int x) { assert(x); puts(where()); return sub(GEN); }\n',
    "src/two.cc": '#include <vector>\n#include "a.h"\n#include "abs.h"\n#include "gen.h"\n'
                  'std::vector<int> two(int x) { assert(x); return std::vector<int>(GEN, *where()); }\n'
                  'const char* file() { return __FILE__; }\n',
    "src/three.c": '#include "after.h"\n#include "up/../sub.h"\n#define NAME "a.h"\n#include NAME\n'
                   'int three(void) { assert(after()); return sub(1); }\n',
    "inc/a.h": '#pragma once\n#include "sub.h"\n#include <assert.h>\n',
    "inc/real_sub.h": "#pragma once\nstatic inline int sub(int x) { return x + 1; }\n",
    "inc/up/empty": "",
    "abs/abs.h": "static inline const char* where(void) { return __FILE__; }\n",
    "real/dir/after.h": "static inline const char* after(void) { return __FILE__; }\n",
}
for name, text in FILES.items():
    (work / name).parent.mkdir(parents=True, exist_ok=True)
    (work / name).write_text(text)
(work / "inc/sub.h").symlink_to("real_sub.h")
(work / "linked").symlink_to(work / "real")
(work / "out").mkdir()
log = CASE / "client.log"


def build(words, environment):
    """The object files, and the dependency files."""
    for path in (work / "out").iterdir():
        path.unlink()
    done = subprocess.run(words, cwd=work, env=environment, capture_output=True, text=True,
                          timeout=100, check=False)
    (CASE / "build.log").write_text(done.stdout + done.stderr)
    expect(done.returncode == 0, f"{words}: {done.stdout} {done.stderr}")
    return {path.name: path.read_bytes() for path in (work / "out").iterdir()}, done


def check(built, wanted):
    expect(built.keys() == wanted.keys(), f"{built.keys()} instead of {wanted.keys()}")
    for name in wanted:
        if name.endswith(".o"):
            expect(built[name] == wanted[name], f"{name} differs from a local compile's")
        else:
            # Lines are broken by the length of the server's own paths.
            texts = [text[name].replace(b"\\\n", b"").split() for text in (built, wanted)]
            expect(texts[0] == texts[1], f"{name}: {texts[0]} instead of {texts[1]}")


def logged():
    text = log.read_text()
    log.unlink()
    return text


plain = {"PATH": setting["PATH"]}
distributed = ["CC=distcc gcc", "CXX=distcc g++"]
with Agents() as agents, StockServer(setting) as server:
    environment = {**setting, **agents.environment, "DISTCC_LOCATION": str(stock.parent),
                   "DISTCC_HOSTS": f"{server.host},cpp,lzo", "DISTCC_VERBOSE": "1",
                   "DISTCC_LOG": str(log)}
    pump = [BIN / "pump", "make", "-j2", *distributed]

    def pumped(answers):
        """A build in which so many compiles were sent as files, and none was preprocessed here."""
        before = (agents.status() or {"answers": 0})["answers"]
        built, done = build(pump, environment)
        expect(agents.status()["answers"] - before == answers, f"{agents.status()}")
        expect("preprocessing" not in logged().lower(), "something was preprocessed")
        expect("__________Using 1 distcc server in pump mode\n" in done.stdout
               and "failed on a server" not in done.stderr, f"{done}")
        return built

    wanted, _ = build(["make", "CC=gcc", "CXX=g++"], plain)
    (work / "gen/gen.h").unlink()
    check(pumped(3), wanted)

    # A header changes, a link leads elsewhere, a header appears before another.
    (work / "inc/real_sub.h").write_text("#pragma once\nstatic inline int sub(int x) { return x + 2; }\n")
    (work / "inc/gen.h").write_text("#define GEN 43\n")
    (work / "linked").unlink()
    (work / "linked").symlink_to("other")
    (work / "other/dir").mkdir(parents=True)
    (work / "other/dir/after.h").write_text('static inline int after(void) { return 7; }\n')
    changed, _ = build(["make", "CC=gcc", "CXX=g++"], plain)
    for name in ("one.o", "two.o", "three.o"):
        expect(changed[name] != wanted[name], f"{name} should have changed")
    check(pumped(3), changed)

    # The agent is killed amid a build; what it left is removed by the next one.
    pid = agents.status()["pid"]
    build([BIN / "pump", "sh", "-c", f"make out/one.o {' '.join(map(repr, distributed))} && "
           f"kill -9 {pid} && make {' '.join(map(repr, distributed))}"], environment)
    text = logged()
    expect("preprocessing" in text.lower() or "failed to talk" in text, text)
    expect(agents.status() is None, "the agent is still there")
    check(pumped(3), changed)

    # What only this machine's paths can mean is not sent as files.
    (work / "src/one.c").write_text(f'#include "{work}/inc/a.h"\nint one(void) {{ return sub(1); }}\n')
    before = agents.status()["answers"]
    built, _ = build(pump, environment)
    expect(agents.status()["answers"] - before == 2, f"{agents.status()}")
    expect(agents.status()["refused"] == {"scan_unknown_construct": 1}, f"{agents.status()}")
    logged()
    wanted, _ = build(["make", "CC=gcc", "CXX=g++"], plain)
    expect(built["one.o"] == wanted["one.o"], "one.o differs")
