#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the interop suites and the case scripts: run.py --bin BUILD/bin --build BUILD [-k NAME]."""

import argparse
import fnmatch
import importlib
import os
import shutil
import signal
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))
sys.dont_write_bytecode = True

from support import scripts  # noqa: E402
from support.context import Context  # noqa: E402
from support.runner import Runner, read_expected_skips  # noqa: E402


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True, help="directory of the programs under test")
    parser.add_argument("--build", required=True, help="directory for all that the tests write")
    parser.add_argument("--full", action="store_true", help="every combination, not a selection")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    parser.add_argument("-k", metavar="PATTERN", action="append", default=[],
                        help="only cases whose name has this in it (a glob when it has a *)")
    return parser.parse_args(arguments)


def collect(context):
    found = scripts.cases()
    for path in sorted((TESTS / "interop").glob("*.py")):
        found += importlib.import_module(f"interop.{path.stem}").cases(context)
    return found


def matches(name, patterns):
    return not patterns or any(
        fnmatch.fnmatch(name, f"*{pattern}*") if "*" in pattern else pattern in name
        for pattern in patterns)


def main():
    options = parse(sys.argv[1:])
    os.umask(0o022)
    # Whoever runs this may have had them ignored, and programs would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    context = Context(options.build, options.bin, options.full)
    chosen = [case for case in collect(context) if matches(case.name, options.k)]
    if options.list:
        print("\n".join(case.name for case in chosen))
        return 0
    shutil.rmtree(context.folder("cases"))  # what failed in an earlier run
    skips = read_expected_skips(Path(__file__).with_name("expected-skips"))
    return 0 if Runner(context, skips).run(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
