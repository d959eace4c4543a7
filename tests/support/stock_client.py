# SPDX-License-Identifier: GPL-3.0-or-later
"""The stock client for case scripts, where STOCK_ROOT says that it is."""

import os
import subprocess
from pathlib import Path

from support.distccd_case import folder, skip


def stock_environment():
    """Its path and an environment that lets it run, never compiling locally."""
    root = os.environ.get("STOCK_ROOT", "")
    stock = Path(root) / "usr/bin/distcc"
    if not root or not stock.exists():
        skip("the stock programs are not here (STOCK_ROOT)")
    libraries = sorted({str(path.parent) for path in Path(root).rglob("*.so*")})
    setting = {"PATH": os.environ["PATH"], "DISTCC_FALLBACK": "0", "DISTCC_BACKOFF_PERIOD": "0",
               "DISTCC_SKIP_LOCAL_RETRY": "1", "DISTCC_DIR": str(folder("distcc-dir")),
               "TMPDIR": str(folder("client-tmp")), "LD_LIBRARY_PATH": ":".join(libraries)}
    if subprocess.run([stock, "--version"], env=setting, capture_output=True,
                      check=False).returncode:
        skip("the stock client does not run here (a library is missing)")
    return stock, setting
