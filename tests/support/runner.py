# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs cases, as many at once as there are CPUs, and says in one line a case how it went."""

import fnmatch
import shutil
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from support.case import CaseRun, tail
from support.context import Failure, Skip

LOG_NAMES = ("*.log", "*.err")


class Runner:
    def __init__(self, context, expected_skips):
        self.context = context
        self.expected_skips = expected_skips
        self.passed = self.failed = self.skipped = 0
        self._print_lock = threading.Lock()

    def run(self, cases):
        """Runs all cases, those that must be alone last. True when none failed."""
        numbered = list(enumerate(cases, 1))
        beside = [entry for entry in numbered if not entry[1].alone]
        with ThreadPoolExecutor(max_workers=self.context.cpus) as pool:
            list(pool.map(lambda entry: self._run_one(*entry), beside))
        for number, case in numbered:
            if case.alone:
                self._run_one(number, case)
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        return self.failed == 0

    def _run_one(self, number, case):
        began = time.monotonic()
        run = CaseRun(case, self.context, number)
        verdict, text = "ok", ""
        try:
            case.function(run)
        except Skip as skip:
            verdict, text = self._judge_skip(case, str(skip))
        except Failure as failure:
            verdict, text = "FAIL", str(failure)
        except Exception:  # a fault of the test itself is a failure of the case, not of the run
            verdict, text = "FAIL", self._fault(run)
        try:
            run.close()
        except Exception:
            verdict, text = "FAIL", "while ending: " + self._fault(run)
        self._report(run, verdict, text, time.monotonic() - began)

    @staticmethod
    def _fault(run):
        """One line for an exception that nobody expected; the whole of it goes into a log."""
        lines = traceback.format_exc().strip().splitlines()
        (run.directory / "traceback.log").write_text("\n".join(lines) + "\n")
        return lines[-1]

    def _judge_skip(self, case, reason):
        if not self.context.in_ci:
            return "skip", reason
        for pattern in self.expected_skips:
            if fnmatch.fnmatch(case.name, pattern):
                return "skip", reason
        return "FAIL", f"skipped in CI, which is not expected: {reason}"

    def _report(self, run, verdict, text, seconds):
        lines = [f"{verdict:<4} {seconds:6.1f}s {run.case.name}" + (f": {text}" if text else "")]
        if verdict == "FAIL":
            lines.append(f"     kept in {run.directory}")
            lines += self._log_tails(run.directory)
        else:
            shutil.rmtree(run.directory, ignore_errors=True)
        with self._print_lock:
            self.passed += verdict == "ok"
            self.failed += verdict == "FAIL"
            self.skipped += verdict == "skip"
            print("\n".join(lines), flush=True)

    @staticmethod
    def _log_tails(directory):
        lines = []
        logs = sorted({path for name in LOG_NAMES for path in Path(directory).glob(name)})
        for log in logs:
            last = tail(log)
            if last:
                lines += [f"     --- {log.name}"] + [f"     {line[:240]}" for line in last]
        return lines


def read_expected_skips(path):
    """Patterns of the cases that may be skipped in CI; `#` begins a comment."""
    lines = [line.split("#")[0].strip() for line in Path(path).read_text().splitlines()]
    return [line for line in lines if line]
