# SPDX-License-Identifier: GPL-3.0-or-later
"""The stock client prints our refusals and our compilers' errors."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import CASE, Server, expect, folder, skip  # noqa: E402


root = os.environ.get("STOCK_ROOT", "")
stock = Path(root) / "usr/bin/distcc"
if not root or not stock.exists():
    skip("the stock programs are not here (STOCK_ROOT)")
libraries = sorted({str(path.parent) for path in Path(root).rglob("*.so*")})
setting = {"PATH": os.environ["PATH"], "DISTCC_FALLBACK": "0", "DISTCC_BACKOFF_PERIOD": "0",
           "DISTCC_SKIP_LOCAL_RETRY": "1", "DISTCC_NO_REWRITE_CROSS": "1",
           "TMPDIR": str(folder("client-tmp")), "LD_LIBRARY_PATH": ":".join(libraries)}
if subprocess.run([stock, "--version"], env={**setting, "DISTCC_DIR": str(folder("d"))},
                  capture_output=True, check=False).returncode:
    skip("the stock client does not run here (a library is missing)")
work = folder("work")
(work / "main.c").write_text("int main(void) { return 0; }\n")
(work / "bad.c").write_text("int main(void) { return nothing; }\n")
(folder("programs") / "icc").symlink_to("/usr/bin/gcc")


def compile_with_stock(server, words, transport):
    environment = {**setting, "PATH": f"{CASE}/programs:{setting['PATH']}",
                   "DISTCC_HOSTS": server.host + transport,
                   "DISTCC_DIR": str(folder(f"dir{len(server.log())}"))}
    return subprocess.run([stock, *words], cwd=work, env=environment, capture_output=True,
                          text=True, timeout=30, check=False)


with Server() as server:
    for transport in ("", ",lzo"):
        done = compile_with_stock(server, ["gcc", "-c", "main.c", "-o", "main.o"], transport)
        expect(done.returncode == 0 and not done.stderr, f"a good job: {done}")
        done = compile_with_stock(server, ["gcc", "-c", "bad.c", "-o", "bad.o"], transport)
        expect(done.returncode == 1 and "bad.c:1:" in done.stderr, f"a bad source: {done}")
        for words, kind in ((["icc", "-c", "main.c"], "compiler_not_allowed"),
                            (["gcc", "-B", "/nonexistent", "-c", "main.c"], "forbidden_option")):
            done = compile_with_stock(server, words, transport)
            expect(done.returncode != 0, f"{kind}: the stock client succeeded")
            expect(f"refused ({kind})" in done.stderr, f"{kind}: it printed {done.stderr!r}")
