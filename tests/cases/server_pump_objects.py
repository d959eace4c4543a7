# SPDX-License-Identifier: GPL-3.0-or-later
"""The stock client in pump mode: objects, debug information and dependency files as a local compile's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import BIN, Server, expect, folder  # noqa: E402
from support.pump_case import IncludeServer  # noqa: E402
from support.stock_client import stock_environment  # noqa: E402

stock, setting = stock_environment()
work = folder("work")
for name, text in {
    "main.c": '#include <stdio.h>\n#include <assert.h>\n#include "inc/one.h"\n#include "linked.h"\n'
              '#include <made.h>\n#include <found.h>\n#include "../work/inc/two.h"\n'
              'int main(void) { assert(ONE + TWO + MADE); puts(__FILE__); return LINKED; }\n',
    "src/deep/unit.cc": '#include <map>\n#include <string>\n#include "../../inc/one.h"\n#include "own.h"\n'
                        'const char* where() { return OWN; }\n'
                        'std::map<std::string, int> table{{__FILE__, ONE}};\n',
    "src/deep/own.h": '#include "through/three.h"\n#define OWN __FILE__ "" THREE\n',
    "inc/one.h": "#pragma once\n#define ONE 1\n",
    "inc/two.h": "#ifndef TWO\n#define TWO 2\ninline static int two(void) { return TWO; }\n#endif\n",
    "abs/found.h": "inline static const char* found(void) { return __FILE__; }\n",
    "inc/real.h": "#define LINKED 0\n",
    "inc/three/three.h": '#define THREE "three" __FILE__\n',
    "build/gen/made.h": "#define MADE 3\n",
}.items():
    (work / name).parent.mkdir(parents=True, exist_ok=True)
    (work / name).write_text(text)
(work / "linked.h").symlink_to("inc/real.h")
(work / "src/deep/through").symlink_to("../../inc/three")
(work / "out").mkdir()

C, CXX = [f"-I{work}/abs", "-Ibuild/gen"], ["-Isrc/deep"]
COMMANDS = [
    ("gcc", C, "main.c", "main.o"),
    ("gcc", [*C, "-O2", "-MD"], "main.c", "out/main.o"),
    ("gcc", [*C, "-MMD", "-MP", "-MF", "out/x.d", "-MT", "the target"], "main.c", "out/x.o"),
    ("gcc", [*C, "-g"], str(work / "main.c"), "main.o"),
    ("gcc", [*C, "-g3", "-O1", "-gdwarf-4", "-MD"], "main.c", str(work / "out/abs.o")),
    ("gcc", [*C, "-S", "-MMD"], "main.c", "out/main.s"),
    ("g++", CXX, "src/deep/unit.cc", "unit.o"),
    ("g++", [*CXX, "-g", "-O2", "-MD", "-gz"], "src/deep/unit.cc", "out/unit.o"),
    ("clang", [*C, "-g", "-MD"], "main.c", "out/clang.o"),
    ("clang++", [*CXX, "-g", "-MMD"], "src/deep/unit.cc", "unit.o"),
]


def outputs():
    return {str(path.relative_to(work)): path.read_bytes() for path in work.rglob("*")
            if path.suffix in (".o", ".d", ".s")}


def run(words, environment):
    for name in outputs():
        (work / name).unlink()
    done = subprocess.run(words, cwd=work, env=environment, capture_output=True, text=True,
                          timeout=60, check=False)
    expect(done.returncode == 0 and not done.stderr, f"{words}: {done}")
    return outputs()


compilers = [found for name in ("gcc", "g++", "clang", "clang++") if (found := shutil.which(name))]
triple = subprocess.run(["gcc", "-dumpmachine"], capture_output=True, text=True,
                        check=True).stdout.strip()
compilers += [found for name in ("gcc", "g++") if (found := shutil.which(f"{triple}-{name}"))]
with Server(compilers=compilers) as server, IncludeServer() as includes:
    environment = {**setting, "DISTCC_HOSTS": f"{server.host},cpp,lzo",
                   "INCLUDE_SERVER_PORT": str(includes.port)}
    sent = 0
    for compiler, options, source, output in COMMANDS:
        if not shutil.which(compiler):
            continue
        words = [compiler, *options, *([] if "-S" in options else ["-c"]), source, "-o", output]
        wanted = run(words, {"PATH": os.environ["PATH"], "PWD": str(work)})
        found = run([stock, *words], environment)
        sent += 1
        expect(found.keys() == wanted.keys(), f"{words}: {sorted(found)}, local {sorted(wanted)}")
        for name, content in wanted.items():
            expect(found[name] == content, f"{words}: {name} differs from a local compile's")
        server.wait_for_log("COMPILE_OK", sent)  # else it was compiled here
    # lsdistcc asks in this protocol too.
    host, port = server.address
    done = subprocess.run([BIN / "lsdistcc", f"-r{port}", "-P3", "-k50000", "-t55", "-pgcc", host],
                          capture_output=True, text=True, timeout=60, check=False)
    expect(done.stdout.startswith(server.host), f"lsdistcc -P3: {done}")
    expect(includes.requests == sent, "the include server was not asked for each")
