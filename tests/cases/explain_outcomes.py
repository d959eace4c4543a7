# SPDX-License-Identifier: GPL-3.0-or-later
"""distcc --explain names every outcome that a command or a host list can have, with its advice.

The manual page has the list of outcomes, so this also holds the page against the program.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import BIN, CASE, expect  # noqa: E402

HOST = "192.0.2.1"
# What takes a host's answer, the write of its result, or a network (tests/interop/zeroconf.py).
# compiler_differs, which is remembered, is explained in tests/interop/compiler_check.py.
AFTER_THE_HOST = {"hosts_failed", "compiler_differs", "remote_error_same_here",
                  "remote_error_not_here", "remote_killed", "output_not_writable", "no_server_found"}


def outcomes():
    """Key -> advice, from the manual page, without those of jobs that a host does."""
    page = (Path(os.environ["BUILD"]) / "man" / "distcc.1").read_text()
    page = page[page.index(".SS Here, because"):page.index(".SH EXIT STATUS")]
    page = page.replace("\\-", "-").replace("\\e", "\\").replace("\\&", "")
    return dict(re.findall(r"\.TP\n\.B (\w+)\n.*\nAdvice: (.*)\.\n", page))


def golden_commands():
    """Key -> a command of tests/golden/argv.table whose compiler is installed."""
    found = {}
    table = Path(os.environ["SOURCE"]) / "tests/golden/argv.table"
    for line in table.read_text().splitlines():
        fields = [field.strip() for field in line.split("|")]
        if line.startswith("#") or len(fields) < 2 or fields[1] == "remote":
            continue
        words = shlex.split(fields[0])
        if words and shutil.which(words[0]):
            found.setdefault(fields[1], words)
    return found


def file(name, text):
    path = CASE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def special_cases():
    """Key -> the words and the settings; for what the command line alone does not tell."""
    one = ["gcc", "-c", "a.c"]
    file("a.c", "int a;\n")
    file("reads.c", 'asm(".incbin \\"blob\\"");\n')
    file("lost.c", '#include "missing.h"\n')
    file("elsewhere.i", '# 1 "a.c"\nint a;\n')
    file("compilers/gcc", "#!/bin/sh\nexit 1\n").chmod(0o755)
    file(f"left-out/lock/backoff_tcp_{HOST}_3632_0", "x")
    return {
        "native_not_resolved": (["gcc", "-march=native", "-c", "a.c"],
                                {"PATH": f"{CASE}/compilers:{os.environ['PATH']}"}),
        "dependencies_by_environment": (one, {"DEPENDENCIES_OUTPUT": "deps"}),
        "reads_file_in_assembler": (["gcc", "-c", "-MD", "reads.c"], {}),
        "directory_not_in_text": (["gcc", "-g", "-c", "elsewhere.i"], {}),
        "unknown_compiler": (["true", "-c", "a.c"], {}),
        "host_is_localhost": (one, {"DISTCC_HOSTS": f"localhost {HOST}"}),
        "no_host_list": (one, {"DISTCC_HOSTS": None}),
        "bad_host_list": (one, {"DISTCC_HOSTS": f"{HOST},lzo2"}),
        "no_usable_host": (one, {"DISTCC_HOSTS": f"{HOST},down other/-1"}),
        "all_hosts_backed_off": (one, {"DISTCC_DIR": f"{CASE}/left-out"}),
        "no_slot_directory": (one, {"DISTCC_DIR": "/dev/null/distcc"}),
        "preprocessor_failed": (["gcc", "-c", "lost.c"], {}),
        "fallback_forbidden": (one, {"DISTCC_FALLBACK": "0", "DISTCC_HOSTS": f"{HOST},down"}),
        "recursive_call": (one, {"_DISTCC_SAFEGUARD": "1"}),
        "compiler_missing": (["no-such-gcc", "-c", "a.c"], {}),
    }


def explain(words, settings):
    environment = {**os.environ, "DISTCC_HOSTS": HOST, "DISTCC_DIR": f"{CASE}/dir",
                   **{"HOME": str(CASE)}, **settings}
    environment = {name: value for name, value in environment.items() if value is not None}
    done = subprocess.run([BIN / "distcc", "--explain", *words], env=environment, cwd=CASE,
                          capture_output=True, text=True, timeout=30, check=False)
    expect(done.returncode == 0, f"{words}: exit {done.returncode}: {done.stderr}")
    expect(not done.stderr, f"{words}: {done.stderr}")
    return done.stdout


known = outcomes()
commands = {key: (words, {}) for key, words in golden_commands().items()}
commands.update(special_cases())
if Path("/etc/distcc/hosts").exists():
    del commands["no_host_list"]
    known.pop("no_host_list")

before = sorted(CASE.iterdir())
for key, (words, settings) in sorted(commands.items()):
    out = explain(words, settings)
    first, *rest = out.splitlines()
    expect(re.match(rf"(here|not at all): {key}( \(|: )", first), f"{words}: not {key}: {out}")
    expect(key in known, f"{key} is not in the manual page")
    expect(rest and rest[0] == "  " + known[key], f"{key}: no advice {known[key]!r} in: {out}")
left = {path.name for path in CASE.iterdir()} - {path.name for path in before}
expect(left <= {"dir"}, f"--explain wrote {left}")

missing = set(known) - set(commands) - AFTER_THE_HOST
expect(not missing, f"no command shows: {sorted(missing)}")

# What would go to a host, and what is known of the hosts.
text = explain(["gcc", "-c", "-MD", "a.c"], {"DISTCC_HOSTS": f"{HOST}/3,lzo other,down"})
expect(text == f"on a host: a.c to a.o, preprocessed here\n  {HOST}/3,lzo: 3 slots, compressed\n"
               "  other,down: marked ,down\n", text)
text = explain(["gcc", "-c", "a.c"], {"DISTCC_DIR": f"{CASE}/left-out"})
expect(re.search(rf"\n  {HOST}: failed lately, left out for \d+ s more", text), text)
