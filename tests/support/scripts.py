# SPDX-License-Identifier: GPL-3.0-or-later
"""The small case scripts of tests/cases: exit 0 passes, 77 skips with the reason on stdout."""

from pathlib import Path

from support import stock
from support.case import Case, last_lines
from support.context import Failure, Skip, need_program

CASES = Path(__file__).resolve().parent.parent / "cases"
SOURCE = CASES.parent.parent
SKIPPED = 77


def cases():
    found = sorted(list(CASES.glob("*.sh")) + list(CASES.glob("*.py")))
    return [Case(f"cases/{path.stem}", lambda run, path=path: run_script(run, path))
            for path in found]


def run_script(run, path):
    interpreter = [need_program("python3" if path.suffix == ".py" else "bash")]
    environment = {
        "BIN": run.context.bin,
        "BUILD": run.context.build,
        "CASE": run.directory,
        "SOURCE": SOURCE,
        "STOCK_ROOT": stock_root(run.context),
        "CI": "true" if run.context.in_ci else None,
    }
    done = run.run(interpreter + [path], environment)
    (run.directory / "script.log").write_text(done.out + done.err)
    if done.status == SKIPPED:
        raise Skip(last_lines(done.out, 1) or "no reason given")
    if done.status != 0:
        raise Failure(f"exit {done.status}: {last_lines(done.err or done.out, 1)}")


def stock_root(context):
    """Where the stock programs are unpacked, or empty when they cannot be had."""
    try:
        return str(stock.programs(context).root)
    except Skip:
        return ""
