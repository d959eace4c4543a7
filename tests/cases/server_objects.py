# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects without -g equal a local compile's to the byte: no name of the server's files is in them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import Server, compile_once, expect, folder  # noqa: E402

SOURCES = {
    "main.c": "#include <stdio.h>\n#include <assert.h>\n"
              "static int counter; int main(void) { assert(counter == 0); puts(__FILE__); return 0; }\n",
    "main.cc": "#include <map>\n#include <string>\n"
               "namespace { struct Hidden { Hidden(); }; Hidden hidden; std::map<int, std::string> m; }\n"
               "Hidden::Hidden() { m[1] = __func__; }\n"
               "int main() { return static_cast<int>(m.size()); }\n",
}
work = folder("work")
for name, text in SOURCES.items():
    (work / name).write_text(text)


def local(words):
    done = subprocess.run(words, cwd=work, env={"PATH": os.environ["PATH"]}, capture_output=True,
                          check=False)
    expect(done.returncode == 0, f"{words}: {done.stderr!r}")
    return done.stdout


compilers = [found for name in ("gcc", "g++", "clang", "clang++") if (found := shutil.which(name))]
with Server(compilers=compilers) as server:
    for path in compilers:
        compiler = Path(path).name
        source = "main.cc" if "++" in compiler else "main.c"
        for options in (["-O0"], ["-O2", "-Wall"], ["-O2", "-S"]):
            kind = [] if "-S" in options else ["-c"]
            local([compiler, *options, *kind, source, "-o", "local.out"])
            text = local([compiler, *options, "-E", source])
            answer = compile_once(server, [compiler, *options, *kind, source, "-o", "a.o"], text)
            expect(answer.whole and answer.status == 0, f"{compiler} {options}: {answer.errors}")
            expect(answer.fields["DOTO"] == (work / "local.out").read_bytes(),
                   f"{compiler} {options}: the object differs from a local compile's")
