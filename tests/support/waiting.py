# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for what shows only in a file, on a screen or in /proc."""

import time

from support.context import Failure

PATIENCE = 60  # seconds: only a failure is that slow, however busy the machine and slow the build


def wait_for_equal(look, wanted, what):
    """Looks until `look()` gives what is wanted: for what is counted a moment after it is done."""
    end = time.monotonic() + PATIENCE
    while (found := look()) != wanted:
        if time.monotonic() > end:
            raise Failure(f"{what}: {found!r} after {PATIENCE} s, not {wanted!r}")
        time.sleep(0.02)


def wait_for(condition, what):
    """Looks until `condition()` is true."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise Failure(f"waited {PATIENCE} s in vain for {what}")
        time.sleep(0.02)
