#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What distcc costs, ours beside stock in the same run, on real compile lines, on loopback."""

import argparse
import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]
sys.dont_write_bytecode = True

import client_cost  # noqa: E402
import latency  # noqa: E402
import scan_cost  # noqa: E402
import server_cost  # noqa: E402
import throughput  # noqa: E402
import traffic  # noqa: E402
from measure import Failed  # noqa: E402
from support.context import Failure, Skip  # noqa: E402
from table import as_markdown, as_text  # noqa: E402
from world import World  # noqa: E402

SECTIONS = {"client": client_cost, "server": server_cost, "bytes": traffic, "latency": latency,
            "scan": scan_cost, "throughput": throughput}


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True, help="directory of the programs under test")
    parser.add_argument("--build", required=True, help="directory for all that is written")
    parser.add_argument("--quick", action="store_true", help="fewer units and rounds")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="just these figures")
    return parser.parse_args(arguments)


def main():
    options = parse(sys.argv[1:])
    os.umask(0o022)
    began = time.monotonic()
    try:
        world = World(options.build, options.bin, options.quick)
    except Skip as reason:
        print(f"cannot measure: {reason}")
        return 77
    rows, status = [], 0
    try:
        for name in options.only or SECTIONS:
            rows += SECTIONS[name].rows(world)
            print(f"{time.monotonic() - began:6.0f} s  {name} measured", file=sys.stderr)
    except (Failed, Failure, Skip) as problem:
        print(f"stopped: {problem}", file=sys.stderr)
        status = 1
    finally:
        os.chdir("/")
        world.close()
    print(as_markdown(rows) if options.markdown else as_text(rows))
    return status


if __name__ == "__main__":
    sys.exit(main())
