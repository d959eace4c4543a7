# SPDX-License-Identifier: GPL-3.0-or-later
"""A ccache in front of the compiler, by DISTCCD_PATH: it is found, confined, and keeps its cache."""

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import Server, compile_once, expect, folder, skip  # noqa: E402

LINKS = "/usr/lib/ccache"
ccache = shutil.which("ccache")
if not ccache or not Path(LINKS, "gcc").exists():
    skip(f"ccache and its links in {LINKS} are not installed")

cache = folder("cache")
environment = {"DISTCCD_PATH": f"{LINKS}:/usr/bin", "CCACHE_DIR": str(cache)}
with Server("--enable-tcp-insecure", environment=environment, command_list=False) as server:
    objects = []
    for _ in range(2):
        answer = compile_once(server, source=b'# 1 "main.c"\nint x;\n')
        expect(answer.status == 0, f"the compile failed: {answer.errors}")
        objects.append(answer.fields["DOTO"])
    expect(objects[0] == objects[1], "the cached object differs")

statistics = subprocess.run([ccache, "--print-stats"], capture_output=True, text=True, check=True,
                            env={"CCACHE_DIR": str(cache)}).stdout
counts = dict(line.split("\t") for line in statistics.splitlines())
hits = int(counts["direct_cache_hit"]) + int(counts["preprocessed_cache_hit"])
expect(hits == 1, f"{hits} hits: {statistics}")
