# SPDX-License-Identifier: GPL-3.0-or-later
"""Command lines that write more, read more or mean more than one object: nothing may be lost.

Each line is run locally and through our client (with a stock server, which cannot make up for
anything) in the same directory. The same files must appear with the same content; status and
messages must be the same, too. What differs between two local runs is not compared.
"""

import re
import shlex
import shutil
from dataclasses import dataclass

from interop.pairings import programs
from support import servers
from support.case import Case
from support.context import expect, expect_equal

FILES = {
    "a.c": '#include "a.h"\n#define TWICE(x) ((x) + (x))\nint a(int n) { return TWICE(n) + A; }\n'
           'const char *file(void) { return __FILE__; }\n',
    "a.h": "#define A 7\n",
    "more.h": "#define MORE 1\n",
    "b.c": "int b(void) { return 2; }\n",
    "warns.c": "int w(int unused) { int never; return 0; }\n",
    "empty.c": "",
    "spaced name.c": "int spaced;\n",
    "cc.cc": "#include <vector>\nint size(const std::vector<int>& v) { return (int)v.size(); }\n",
    "data.c": '__asm__(".data\\n.incbin \\"payload\\"\\n");\n',
    "payload": "payload of eight words that the assembler reads\n",
    "s.s": ".globl s\ns: ret\n",
    "S.S": "#define NAME s2\n.globl NAME\nNAME: ret\n",
    "words": '-O1 "-DA2=b c" a.c\n',
    "sub/keep": "",
}


@dataclass(frozen=True)
class Line:
    """`remote`: it must have been distributed."""
    words: str
    remote: bool = False


def remote(words):
    return Line(words, remote=True)


LINES = (
    remote("gcc -O2 -c a.c"), remote("gcc -O2 -c a.c -o sub/x.o"), remote("gcc -O2 -c -oa1.o a.c"),
    remote("gcc -O2 -S a.c"), remote("gcc -O2 -S a.c -o sub/a.asm"),
    remote("gcc -O2 -c ./sub/../a.c"), remote("gcc -O2 -c -x c a.c"),
    remote("gcc -O2 -c 'spaced name.c'"), remote("gcc -c empty.c"), remote("g++ -O2 -c cc.cc"),
    remote("gcc -O2 -Wall -Wextra -c warns.c"), remote("gcc -O2 -include more.h -c a.c"),
    remote("gcc -O2 '-DA2=\"b c\"' -DX -UX -c a.c"), remote("gcc -O2 -MD -c a.c"),
    remote("gcc -O2 -MMD -MP -c a.c -o sub/x.o"), remote("gcc -O2 -MD -MF deps -c a.c"),
    remote("gcc -O2 -MD -MF deps -MT target -c a.c"), remote("gcc -O2 -MD -MQ 'a$b' -c a.c"),
    remote("gcc -O2 -Wp,-MD,deps -c a.c"), remote("gcc -O2 -Wp,-MMD,deps -MT t -c a.c"),
    remote("gcc -O2 -march=native -c a.c"), remote("gcc -O2 -mtune=native -c a.c"),
    remote("gcc -O2 @words -c -o a.o"), remote("gcc -O2 -fsanitize=undefined -c b.c"),
    Line("gcc -O2 -flto -c a.c"), Line("gcc -g -gsplit-dwarf -c b.c -o sub/b.o"),
    Line("gcc --coverage -c b.c"), Line("gcc -fprofile-arcs -ftest-coverage -c b.c -o sub/b.o"),
    Line("gcc -fprofile-generate -c b.c"), Line("gcc -save-temps -c b.c"),
    Line("gcc -save-temps=obj -c b.c -o sub/b.o"), Line("gcc -fstack-usage -c b.c"),
    Line("gcc -O2 -fdump-tree-optimized -c b.c"), Line("gcc -fcallgraph-info -c b.c"),
    Line("gcc -Wa,-adhln=list -c b.c"), Line("gcc -Wa,-a -c b.c"), Line("gcc -c data.c"),
    Line("gcc -c s.s"), Line("gcc -c S.S"), Line("gcc -E a.c"), Line("gcc -E a.c -o a.txt"),
    Line("gcc -M a.c"), Line("gcc -MM a.c -MF deps"), Line("gcc -fsyntax-only -c b.c"),
    Line("gcc -c a.c b.c"), Line("gcc -c a.h -o a.h.gch"), Line("gcc -c missing.c"),
    Line("gcc -c b.c -o missing/b.o"), Line("gcc -c b.c --no-such-option"),
    Line("gcc -dumpmachine"), Line("gcc -print-search-dirs"), Line("gcc -c -x assembler b.c"),
    Line("gcc -O2 -c a.c -o -"), Line("gcc -fplugin=./none.so -c b.c"),
    Line("gcc -O2 -ffile-prefix-map=$PWD=/here -c a.c"), Line("gcc -O2 -c $PWD/a.c"),
    Line("gcc -wrapper env -c b.c"), Line("gcc -B. -c b.c"), Line("gcc -specs=none -c b.c"),
    remote("clang -O2 -c a.c"), remote("clang -O2 -emit-llvm -c b.c"),
    remote("clang -O2 -MD -c a.c -o sub/x.o"), Line("clang -ftime-trace -c b.c"),
    Line("clang -g -gsplit-dwarf -c b.c"), Line("clang --coverage -c b.c"),
    Line("clang -O2 -MJ compile.json -c b.c"), Line("clang -save-temps -c b.c"),
    Line("clang -fprofile-instr-generate -fcoverage-mapping -c b.c"),
    Line("clang -O2 -fsave-optimization-record -c b.c"),
    Line("clang --target=i686-linux-gnu -O2 -c b.c"), Line("clang -O2 -Xclang -ast-dump -c b.c"),
)


def cases(_context):
    return [Case(f"interop/command-lines/{line.words}", lambda run, line=line: same(run, line))
            for line in LINES]


def same(run, line):
    words = shlex.split(line.words.replace("$PWD", str(run.cwd)))
    servers.need_compiler(words[0])
    client = programs(run.context, "ours").client
    server = servers.start(run, programs(run.context, "stock"))
    wanted, again = run_in_fresh_folder(run, words), run_in_fresh_folder(run, words)
    log = run.directory / "client.log"
    made = run_in_fresh_folder(run, [client, *words],
                               {"DISTCC_HOSTS": server.host, "DISTCC_LOG": log})
    expect_equal(made.status, wanted.status, f"exit status ({made.err[:2]})")
    expect_equal(sorted(made.files), sorted(wanted.files), "files")
    expect_equal(made.err, wanted.err, "stderr")
    if wanted.out == again.out:
        expect_equal(made.out, wanted.out, "stdout")
    different = [name for name, content in wanted.files.items()
                 if content == again.files[name] and content != made.files[name]]
    expect(not different, f"files that differ from those of a local run: {different}")
    if line.remote:
        text = log.read_text() if log.exists() else ""
        expect(f" on {server.host} completed ok" in text, "it was not distributed")


@dataclass(frozen=True)
class Result:
    status: int
    out: list
    err: list
    files: dict


def run_in_fresh_folder(run, words, environment=None):
    """Runs a command where only FILES are, and gives all that it said and left there."""
    root = run.cwd.resolve()
    shutil.rmtree(root)
    root.mkdir()
    for name, text in FILES.items():
        run.file(name, text)
    done = run.run(words, environment)
    files = {str(path.relative_to(root)): path.read_bytes()
             for path in sorted(root.rglob("*")) if path.is_file()}
    return Result(done.status, messages(run, done.out), messages(run, done.err), files)


def messages(run, text):
    """Lines without names of temporary files, and without the excerpts of the source, which a
    compiler that gets preprocessed text cannot show."""
    text = re.sub(rf"{run.directory}/tmp/[\w.-]+", "TEMPORARY", text)
    return [line for line in text.splitlines() if not re.match(r" *\d* \| ", line)]
